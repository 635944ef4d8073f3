import { expect, test } from "bun:test";
import { exact, lengthOf, relative } from "../../public/moments.ts";

const NOW = Date.UTC(2024, 1, 10, 16, 45, 22);
const HOUR = 3_600_000;

test("a moment is told from now in its largest unit, before and after", () => {
  expect(relative(NOW - 500, NOW)).toBe("just now");
  expect(relative(NOW + 500, NOW)).toBe("now");
  expect(relative(NOW - 5_900, NOW)).toBe("5 s ago");
  expect(relative(NOW - 61_000, NOW)).toBe("1 min ago");
  expect(relative(NOW + 6 * HOUR, NOW)).toBe("in 6 h");
  expect(relative(NOW - 25 * HOUR, NOW)).toBe("1 day ago");
  expect(relative(NOW + 49 * HOUR, NOW)).toBe("in 2 days");
});

test("a length under a second is told in milliseconds", () => {
  expect(lengthOf(250)).toBe("250 ms");
  expect(lengthOf(1_000)).toBe("1 s");
});

test("the exact moment has the date and the seconds", () => {
  expect(exact(NOW)).toContain("2024");
  expect(exact(NOW)).toContain(":22");
});
