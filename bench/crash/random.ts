/** Numbers from 0 to 1, the same ones for the same seed. */
export type Random = () => number;

/** The `mulberry32` generator. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of `CRASH_SEED`, so that a run's choices can be made again, or else a new one. */
export function chooseSeed(): number {
  return Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
}
