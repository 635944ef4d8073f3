import { readdirSync, readFileSync } from "node:fs";
import { until } from "../harness/stage.ts";

/** Runs `work` while no thread of the process runs: what it has written is there, and what it is about to write is not. */
export async function whileFrozen<Result>(pid: number, work: () => Promise<Result>): Promise<Result> {
  process.kill(pid, "SIGSTOP");
  try {
    await until(async () => readdirSync(`/proc/${pid}/task`).every((thread) => isStopped(pid, thread)));
    return await work();
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

function isStopped(pid: number, thread: string): boolean {
  const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, "latin1");
  return stat.slice(stat.lastIndexOf(")") + 2).startsWith("T");
}
