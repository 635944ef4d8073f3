import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const MAIN = resolve(import.meta.dir, "../../src/main.ts");

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
export interface Running extends AsyncDisposable {
  readonly pid: number;
  /** What was written to standard output so far, as soon as this is in it. Rejects when the process ends before. */
  says(part: string): Promise<string>;
  signal(name: "SIGTERM" | "SIGINT"): void;
  readonly ended: Promise<Ended>;
}

/** Runs the program from its sources, in a folder of its own: `await using machine = setup({ "own.json": "{}" })`. */
export function setup(files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-cli-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const started: Running[] = [];

  function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
    const running = spawn(args, folder, environment);
    started.push(running);
    return running;
  }

  return {
    folder,
    start,
    /** A server that is ready, on a free port, with its data in a folder called `data`. */
    async serve(...args: string[]) {
      const server = start(["--port", "0", "--data", "data", ...args]);
      const [, url = ""] = /Status page\s+(http:\S+)\/\n/.exec(await server.says("Status page")) ?? [];
      return { ...server, url, port: Number(new URL(url).port) };
    },
    /** Runs to its end. */
    run: (args: readonly string[], environment?: Readonly<Record<string, string>>) => start(args, environment).ended,
    async [Symbol.asyncDispose]() {
      for (const running of started) await running[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function spawn(args: readonly string[], folder: string, environment: Readonly<Record<string, string>>): Running {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("TASKFLOW_HOOKS_"));
  const process_ = Bun.spawn([process.execPath, MAIN, ...args], {
    cwd: folder,
    env: { ...Object.fromEntries(own), ...environment },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  let said = "";
  let watchers: (() => void)[] = [];

  function tell(): void {
    const due = watchers;
    watchers = [];
    for (const watcher of due) watcher();
  }

  async function listen(): Promise<string> {
    const decoder = new TextDecoder();
    for await (const bytes of process_.stdout) {
      said += decoder.decode(bytes, { stream: true });
      tell();
    }
    return said;
  }

  const output = listen();
  const errors = new Response(process_.stderr).text();
  const ended = Promise.all([process_.exited, output, errors]).then(([code, stdout, stderr]) => {
    tell();
    return { code, stdout, stderr };
  });
  return {
    pid: process_.pid,
    ended,
    async says(part) {
      while (!said.includes(part)) {
        if (process_.exitCode !== null) throw new Error(`It ended before saying "${part}": ${said}${await errors}`);
        await new Promise<void>((resolve) => watchers.push(resolve));
      }
      return said;
    },
    signal: (name) => process_.kill(name),
    async [Symbol.asyncDispose]() {
      process_.kill("SIGKILL");
      await ended;
    },
  };
}
