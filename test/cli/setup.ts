import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Child, startChild } from "../support/child.ts";

const MAIN = resolve(import.meta.dir, "../../src/main.ts");

export interface Running extends Omit<Child, "says"> {
  /** What was written to standard output so far, as soon as this is in it. Rejects when the process ends before. */
  says(part: string): Promise<string>;
}

/** Makes of the command another one, which runs it somewhere else. */
export type Within = (command: readonly string[]) => readonly string[];

/** Runs the program from its sources, in a folder of its own: `await using machine = setup({ "own.json": "{}" })`. */
export function setup(files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-cli-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const started: Running[] = [];

  function start(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    within: Within = (command) => command,
  ): Running {
    const running = spawn(within([process.execPath, MAIN, ...args]), folder, environment);
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
    run: (args: readonly string[], environment?: Readonly<Record<string, string>>, within?: Within) =>
      start(args, environment, within).ended,
    async [Symbol.asyncDispose]() {
      for (const running of started) await running[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function spawn(command: readonly string[], folder: string, environment: Readonly<Record<string, string>>): Running {
  const child = startChild(command, { folder, environment });
  return {
    ...child,
    get said() {
      return child.said;
    },
    async says(part) {
      await child.says(new RegExp(RegExp.escape(part), "g"));
      return child.said;
    },
  };
}
