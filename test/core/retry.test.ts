import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { RETRY_AFTER_CAP, retryAfter, retryDelay } from "../../src/core/retry.ts";
import { HOUR, MINUTE, SECOND } from "../../src/core/time.ts";

const SEED = [5 * SECOND, 30 * SECOND, 5 * MINUTE, HOUR, 6 * HOUR];
const NOW = Date.parse("2024-02-10T16:45:22Z");

test("the seed's schedule gives five retries and then none", () => {
  expect([1, 2, 3, 4, 5, 6].map((attempt) => retryDelay(SEED, attempt))).toEqual([...SEED, undefined]);
});

test("an empty schedule gives no retry", () => {
  expect(retryDelay([], 1)).toBeUndefined();
});

describe("Retry-After", () => {
  test("counts on 429 and 503 alone", () => {
    expect([200, 301, 429, 500, 502, 503].map((status) => retryAfter(status, "7", NOW))).toEqual([
      undefined,
      undefined,
      7 * SECOND,
      undefined,
      undefined,
      7 * SECOND,
    ]);
  });

  test.each([
    ["Sat, 10 Feb 2024 16:46:22 GMT", MINUTE],
    ["Saturday, 10-Feb-24 16:46:22 GMT", MINUTE],
    ["Thursday, 10-Feb-94 16:46:22 GMT", 0],
    ["Sat Feb 10 16:46:22 2024", MINUTE],
    ["Sat, 10 Feb 2024 16:00:00 GMT", 0],
    ["Sat, 10 Feb 2034 16:00:00 GMT", RETRY_AFTER_CAP],
    ["999999999999999999999", RETRY_AFTER_CAP],
    ["soon", undefined],
    ["-5", undefined],
    ["1.5", undefined],
    ["", undefined],
  ])("%p asks for %p ms", (header, wait) => {
    expect(retryAfter(503, header, NOW)).toBe(wait);
  });

  test("never asks for less than nothing or more than the cap", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String)), (header) => {
        const wait = retryAfter(429, header, NOW) ?? 0;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(RETRY_AFTER_CAP);
      }),
    );
  });
});
