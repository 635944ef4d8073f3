import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface StartedProcess extends AsyncDisposable {
  readonly pid: number;
  /** From the start of the process until `/readyz` said yes. */
  readonly readyMs: number;
  /** Sends a signal and resolves with the exit code when it has ended. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<number>;
}
export interface ProcessOptions {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Its working directory, for its database and its output. */
  readonly folder: string;
  readonly keepFolder?: boolean;
  readonly port: number;
  /** Called as soon as there is a process, long before it is ready. */
  onSpawned?(pid: number): void;
}

/** A folder of its own, for a database. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "taskflow-bench-"));
}

/** One that outlives the processes in it, and is removed when disposed. */
export function lastingFolder(): Disposable & { readonly path: string } {
  const path = temporaryFolder();
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts a server and waits until it is ready; disposed, it is killed and its folder removed. */
export async function startProcess(options: ProcessOptions): Promise<StartedProcess> {
  const { command, environment, folder, keepFolder = false, port } = options;
  const began = performance.now();
  const log = Bun.file(join(folder, "log.txt"));
  const child = Bun.spawn([...command], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", ...environment },
    stdout: log,
    stderr: log,
  });
  options.onSpawned?.(child.pid);
  while (!(await ready(port))) {
    const ending = child.exitCode ?? child.signalCode;
    if (ending !== null) throw new Error(`It ended with ${ending}:\n${await log.text()}`);
    await Bun.sleep(1);
  }
  return {
    pid: child.pid,
    readyMs: performance.now() - began,
    end(signal) {
      child.kill(signal);
      return child.exited;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      if (!keepFolder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** A port that was free a moment ago. */
export function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}
