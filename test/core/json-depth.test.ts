import { expect, test } from "bun:test";
import fc from "fast-check";
import { nestsDeeper } from "../../src/core/json-depth.ts";

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

test("a text nests as deep as its value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(8), (value, most) => {
      expect(nestsDeeper(JSON.stringify(value), most)).toBe(depthOf(value) > most);
    }),
  );
});

test.each([
  ['["[[[[", "\\"[[[[", "{{{{"]', 1],
  ['{"{[{[": "}]"}', 1],
  ["[[],[],[],[[]]]", 3],
])("in %p brackets within strings, and those that were closed, do not count", (text, depth) => {
  expect([nestsDeeper(text, depth - 1), nestsDeeper(text, depth)]).toEqual([true, false]);
});
