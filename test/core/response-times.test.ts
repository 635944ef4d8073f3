import { expect, test } from "bun:test";
import fc from "fast-check";
import { bucketOf, noResponseTimes, percentile } from "../../src/core/response-times.ts";
import { HOUR } from "../../src/core/time.ts";

function countsOf(times: readonly number[]): number[] {
  const counts = noResponseTimes();
  for (const time of times) counts[bucketOf(time)] = (counts[bucketOf(time)] ?? 0) + 1;
  return counts;
}

/** By nearest rank. */
function exactly(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? Number.NaN;
}

/** From a millisecond to an hour, as many of each length. */
const responseTime = fc.oneof(
  ...[5, 50, 500, 5_000, 60_000, HOUR].map((max) => fc.integer({ min: 0, max })),
  fc.constant(5_000),
);

test("a percentile is within 10 % of the one that the times themselves have", () => {
  fc.assert(
    fc.property(
      fc.array(responseTime, { minLength: 1, maxLength: 300 }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      (times, share) => {
        const exact = exactly(times, share);
        expect(Math.abs((percentile(countsOf(times), share) ?? Number.NaN) - exact)).toBeLessThanOrEqual(exact / 10);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("a longer time is in no earlier bucket, and every time has one that fits a byte", () => {
  fc.assert(
    fc.property(responseTime, responseTime, (one, other) => {
      expect(Math.sign(bucketOf(one) - bucketOf(other)) * Math.sign(one - other)).toBeGreaterThanOrEqual(0);
    }),
  );
  expect([bucketOf(0), bucketOf(1), bucketOf(2)]).toEqual([0, 1, 2]);
  expect(bucketOf(Number.MAX_SAFE_INTEGER)).toBe(noResponseTimes().length - 1);
  expect(noResponseTimes().length).toBeLessThan(256);
});

test("what takes longer than an hour counts as an hour", () => {
  expect(percentile(countsOf([30 * HOUR]), 0.5)).toBe(HOUR);
});

test("without attempts there is no percentile", () => {
  expect(percentile(noResponseTimes(), 0.95)).toBeNull();
});
