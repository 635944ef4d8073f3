import { expect, test } from "bun:test";
import { closest } from "../../src/core/suggest.ts";

const KNOWN = ["url", "events", "secret", "description"];

test.each([
  ["secert", "secret"],
  ["Events", "events"],
  ["evnts", "events"],
  ["descripton", "description"],
  ["ur", "url"],
])("%p is likely %p", (typed, meant) => {
  expect(closest(typed, KNOWN)).toBe(meant);
});

test.each(["", "x", "webhook", "eventsandmore"])("%p is like none of them", (typed) => {
  expect(closest(typed, KNOWN)).toBeUndefined();
});

// Compared letter by letter it would take the memory and the time of a denial of service.
test("a name of ten million letters is like none of them, at once", () => {
  expect(closest("u".repeat(10_000_000), KNOWN)).toBeUndefined();
});
