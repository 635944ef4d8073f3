import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatDuration, parseDuration } from "../../src/core/duration.ts";
import { formatTime, nextUtcMidnight, parseTime, utcDay } from "../../src/core/time.ts";

test.each([
  ["2024-02-10T16:45:22Z", 1707583522000],
  ["2024-02-10T16:45:22.123456Z", 1707583522123],
  ["2024-02-10T18:45:22+02:00", 1707583522000],
  ["2024-02-10t16:45:22z", 1707583522000],
  ["2024-02-29T00:00:00Z", 1709164800000],
  ["2023-02-29T00:00:00Z", undefined],
  ["2024-13-01T00:00:00Z", undefined],
  ["2024-02-10T24:00:00Z", undefined],
  ["2024-02-10T16:45:60Z", undefined],
  ["2024-02-10T16:45:22", undefined],
  ["2024-02-10", undefined],
  ["10 Feb 2024", undefined],
  ["1707583522", undefined],
])("%p is read as %p", (text, at) => {
  expect(parseTime(text)).toBe(at);
});

test("a written time is read as itself", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (at) => {
      expect(parseTime(formatTime(at))).toBe(at);
    }),
  );
});

test("the next UTC midnight is the first moment of another day", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (at) => {
      const midnight = nextUtcMidnight(at);
      expect(midnight).toBeGreaterThan(at);
      expect(utcDay(midnight)).toBe(utcDay(at) + 1);
      expect(utcDay(midnight - 1)).toBe(utcDay(at));
    }),
  );
});

test.each([
  ["250ms", 250],
  ["5s", 5_000],
  ["1.5m", 90_000],
  ["6h", 21_600_000],
  ["7d", 604_800_000],
  ["0s", undefined],
  ["-5s", undefined],
  ["5", undefined],
  ["5 s", undefined],
  ["5sec", undefined],
  ["", undefined],
])("the duration %p is %p ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test("a written duration is read as itself", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e10 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});
