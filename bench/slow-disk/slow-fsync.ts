import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../harness/start-process.ts";

/** A slow disk for processes that are started with its environment, and a tally of what they waited for it. */
export interface SlowFsync extends Disposable {
  readonly environment: Readonly<Record<string, string>>;
  /** Of all processes so far. */
  tally(): Tally;
}
export interface Tally {
  readonly calls: number;
  readonly milliseconds: number;
}

/**
 * Builds the library that makes fsync and fdatasync slow; with 0 ms it counts alone.
 *
 * @throws when there is no C compiler
 */
export async function buildSlowFsync(delayMs: number): Promise<SlowFsync> {
  const folder = temporaryFolder();
  const library = join(folder, "slow-fsync.so");
  const tallyFile = join(folder, "tally");
  const source = join(import.meta.dir, "slow-fsync.c");
  const compiler = Bun.spawn(["cc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], { stdout: "inherit" });
  if ((await compiler.exited) !== 0) throw new Error("slow-fsync.c could not be built: is there a C compiler?");
  return {
    environment: { LD_PRELOAD: library, SLOW_FSYNC_MS: String(delayMs), SLOW_FSYNC_TALLY: tallyFile },
    tally() {
      if (!existsSync(tallyFile)) return { calls: 0, milliseconds: 0 };
      const numbers = readFileSync(tallyFile);
      return { calls: Number(numbers.readBigUInt64LE(0)), milliseconds: Number(numbers.readBigUInt64LE(8)) / 1e6 };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
