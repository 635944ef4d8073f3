import { expect, test } from "bun:test";
import fc from "fast-check";
import { jsonElements, jsonFields } from "../../src/core/json-fields.ts";
import { space, spelled } from "../support/spelled-json.ts";

test("every field's span is its value's exact text", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), spelled.value, space())), space(), (fields, around) => {
      const text = `${around}{${fields.map(([k, v, s]) => `${s}${JSON.stringify(k)}${s}:${s}${v}${s}`).join()}${around}}${around}`;
      JSON.parse(text);
      expect(jsonFields(text).map(({ key, start, end }) => [key, text.slice(start, end)])).toEqual(
        fields.map(([key, value]) => [key, value]),
      );
    }),
  );
});

test("every element's span is its exact text", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(spelled.value, space())), (items) => {
      const text = `[${items.map(([v, s]) => `${s}${v}${s}`).join()}]`;
      JSON.parse(text);
      expect(jsonElements(text).map(({ start, end }) => text.slice(start, end))).toEqual(items.map(([value]) => value));
    }),
  );
});

test("a key written with escapes is the same key", () => {
  expect(jsonFields('{"d\\u0061ta": 1}')).toEqual([{ key: "data", start: 14, end: 15 }]);
});

test("repeated keys are all there", () => {
  expect(jsonFields('{"a":1,"a":2}').map(({ key }) => key)).toEqual(["a", "a"]);
});

test("very deep nesting is walked without a deep stack", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  expect(jsonFields(`{"data":${deep}}`)).toEqual([{ key: "data", start: 8, end: 8 + deep.length }]);
});
