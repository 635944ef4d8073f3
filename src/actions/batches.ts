/** Rows that one write may touch, so that a large job leaves the others their turn. */
const BATCH = 1_000;

/** Repeats a bounded write until it finds nothing left; the sum of what it did. */
export async function inBatches(write: (limit: number) => Promise<number>, batch = BATCH): Promise<number> {
  let total = 0;
  for (;;) {
    const done = await write(batch);
    total += done;
    if (done < batch) return total;
  }
}
