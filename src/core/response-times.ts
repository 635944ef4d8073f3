import { HOUR, type Millis } from "./time.ts";

/** How many attempts took how long: their number in each bucket. */
export type ResponseTimes = readonly number[];

/** Each bucket reaches to at most so many times its beginning, which keeps what is told of it within 10 % of what was measured. */
const GROWTH = 1.2;
const LONGEST: Millis = HOUR;
/**
 * Where each bucket begins, in whole milliseconds; the last has no end. Stored rows go by the places in this list: another
 * growth needs a migration, a longer list does not.
 */
const BEGINNINGS = beginnings();

const ZEROS: readonly number[] = BEGINNINGS.map(() => 0);

export function noResponseTimes(): number[] {
  return ZEROS.slice();
}

/** The bucket of a time in whole milliseconds. */
export function bucketOf(responseTimeMs: Millis): number {
  let bucket = 0;
  let end = BEGINNINGS.length;
  while (end - bucket > 1) {
    const middle = (bucket + end) >>> 1;
    if (beginningOf(middle) <= responseTimeMs) bucket = middle;
    else end = middle;
  }
  return bucket;
}

/**
 * What a share of the attempts did not exceed (nearest rank), in whole milliseconds, within 10 % up to an hour; `null` without
 * attempts.
 *
 * @param share above 0, 1 is the slowest
 */
export function percentile(times: ResponseTimes, share: number): Millis | null {
  const rank = Math.ceil(share * times.reduce((sum, attempts) => sum + attempts, 0));
  if (rank === 0) return null;
  let passed = 0;
  const bucket = times.findIndex((attempts) => {
    passed += attempts;
    return passed >= rank;
  });
  return middleOf(bucket);
}

/** The geometric middle of the times that are in the bucket. */
function middleOf(bucket: number): Millis {
  const shortest = beginningOf(bucket);
  const next = BEGINNINGS[bucket + 1];
  return next === undefined ? shortest : Math.round(Math.sqrt(shortest * (next - 1)));
}

function beginningOf(bucket: number): Millis {
  return BEGINNINGS[bucket] ?? LONGEST;
}

function beginnings(): readonly Millis[] {
  const found = [0];
  for (let next = 1; next < LONGEST; next = Math.max(next + 1, Math.floor(next * GROWTH))) found.push(next);
  return [...found, LONGEST];
}
