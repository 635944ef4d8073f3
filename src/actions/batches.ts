import type { EpochMs } from "../core/time.ts";
import type { Walk } from "../store/walk.ts";

/** Rows that one write may touch, so that a large job leaves the others their turn. */
const BATCH = 1_000;

/** Repeats a bounded write until it finds less to do than it may. */
export async function inBatches(write: (limit: number) => Promise<number>, batch = BATCH): Promise<void> {
  while ((await write(batch)) >= batch);
}

/** Takes a walk to its end; how many rows it changed. */
export async function walkThrough(walk: Walk, now: () => EpochMs): Promise<number> {
  let total = 0;
  await inBatches(async (limit) => {
    const { looked, changed } = await walk(now(), limit);
    total += changed;
    return looked;
  });
  return total;
}

/** The same of a walk that changes nothing, and so waits for nobody: others have their turn between its steps. */
export function countThrough(walk: Walk, now: () => EpochMs): Promise<number> {
  return walkThrough(async (at, limit) => {
    await new Promise(setImmediate);
    return walk(at, limit);
  }, now);
}
