export interface Ended {
  /** 128 and the signal's number when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
/** A process of the test's own. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** What it wrote to standard output so far. */
  readonly said: string;
  /** All that it wrote, standard error too once it has ended. */
  written(): Promise<string>;
  /**
   * What matches in its standard output, as soon as there are so many matches. The pattern is global. Rejects when the
   * process ends before.
   */
  says(pattern: RegExp, times?: number): Promise<RegExpExecArray[]>;
  signal(name: "SIGTERM" | "SIGINT" | "SIGKILL"): void;
  readonly ended: Promise<Ended>;
}
export interface ChildOptions {
  /** The working directory; the test's own without it. */
  readonly folder?: string;
  /** Goes over what is inherited, of which our own settings are left out. */
  readonly environment?: Readonly<Record<string, string>>;
  /** There is nothing to read, which is otherwise at its end. */
  readonly openInput?: boolean;
}

/** Starts a program; disposed, it is killed. */
export function startChild(
  command: readonly string[],
  { folder, environment, openInput = false }: ChildOptions = {},
): Child {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("TASKFLOW_HOOKS_"));
  const child = Bun.spawn([...command], {
    cwd: folder ?? process.cwd(),
    env: { ...Object.fromEntries(inherited), ...environment },
    stdin: openInput ? "pipe" : "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  let said = "";
  let over = false;
  let watchers: (() => void)[] = [];

  function tell(): void {
    const due = watchers;
    watchers = [];
    for (const watcher of due) watcher();
  }

  async function listen(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of child.stdout) {
      said += decoder.decode(bytes, { stream: true });
      tell();
    }
  }

  const errors = new Response(child.stderr).text();
  const ended = Promise.all([child.exited, errors, listen()]).then(([code, stderr]) => {
    over = true;
    tell();
    return { code, stdout: said, stderr };
  });
  return {
    pid: child.pid,
    get said() {
      return said;
    },
    ended,
    written: async () => said + (over ? await errors : ""),
    async says(pattern, times = 1) {
      for (;;) {
        const found = [...said.matchAll(pattern)];
        if (found.length >= times) return found;
        if (over) throw new Error(`${command[0]} ended before it said ${pattern}: ${said}${await errors}`);
        await new Promise<void>((resolve) => watchers.push(resolve));
      }
    },
    signal: (name) => child.kill(name),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
