import fc from "fast-check";

/** Seconds that each property is tried for in the long form; none in the short one. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 0);
const SEED = process.env.FUZZ_SEED === undefined ? {} : { seed: Number(process.env.FUZZ_SEED) };

/**
 * How often a property is tried: so often, or with `FUZZ_SECONDS` for so long and then told how often that was. A failure tells its
 * seed and path; `FUZZ_SEED` goes the same way once more.
 */
export function runs<Values extends unknown[]>(numRuns: number): fc.Parameters<Values> {
  if (SECONDS === 0) return { numRuns, ...SEED };
  return {
    ...SEED,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: SECONDS * 1000,
    reporter(details) {
      console.log(`${details.numRuns} cases`);
      if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
    },
  };
}

/** Milliseconds that a test with one property may take. */
export const LONGEST = SECONDS * 1000 + 60_000;
