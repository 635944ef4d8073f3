/** One shell for all commands of a page, so that a variable set in one is there in the next. */
export interface Shell extends AsyncDisposable {
  /** What the commands print. Rejects when one of them fails. */
  run(commands: string): Promise<string>;
}

const END = "--- end of commands: ";

/** @param replace what stands in the pages for what is there in the test, such as the address of the appliance */
export function openShell(
  folder: string,
  environment: Readonly<Record<string, string>>,
  replace: (commands: string) => string = (commands) => commands,
): Shell {
  const bash = Bun.spawn(["bash", "--norc"], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, ...environment },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
  });
  const chunks = bash.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";

  async function untilEnd(): Promise<[output: string, status: string]> {
    for (;;) {
      const [, output, status] = new RegExp(`^([\\s\\S]*)${END}(\\d+)\\n`).exec(said) ?? [];
      if (output !== undefined && status !== undefined) return [output, status];
      const { value, done } = await chunks.read();
      if (done) throw new Error(`The shell ended: ${said}`);
      said += value;
    }
  }

  return {
    async run(commands) {
      said = "";
      bash.stdin.write(`${replace(commands)}\necho "${END}$?"\n`);
      await bash.stdin.flush();
      const [output, status] = await untilEnd();
      if (status !== "0") throw new Error(`Exit status ${status} of:\n${commands}\n${output}`);
      return output;
    },
    async [Symbol.asyncDispose]() {
      bash.kill("SIGKILL");
      await bash.exited;
    },
  };
}
