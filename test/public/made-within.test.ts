import { expect, test } from "bun:test";
import { madeWithin } from "../../public/made-within.ts";

const NOW = Date.parse("2024-02-10T16:45:22.000Z");
const NONE = { from: "", to: "" };

test("a period reaches back from now, and has no end", () => {
  expect(madeWithin("hour", NONE, NOW)).toEqual({ since: "2024-02-10T15:45:22.000Z" });
  expect(madeWithin("day", NONE, NOW)).toEqual({ since: "2024-02-09T16:45:22.000Z" });
  expect(madeWithin("all", NONE, NOW)).toEqual({});
});

test("own times are of the reader's zone, and either may be left open", () => {
  const from = "2024-02-10T10:00";
  const since = new Date(2024, 1, 10, 10).toISOString();
  expect(madeWithin("own", { from, to: "" }, NOW)).toEqual({ since });
  expect(madeWithin("own", { from: "", to: from }, NOW)).toEqual({ until: since });
  expect(madeWithin("own", NONE, NOW)).toEqual({});
});

test("own times in the wrong order, or that are none, are no period", () => {
  expect(madeWithin("own", { from: "2024-02-10T10:00", to: "2024-02-10T10:00" }, NOW)).toBeUndefined();
  expect(madeWithin("own", { from: "yesterday", to: "" }, NOW)).toBeUndefined();
});
