import { expect, test } from "bun:test";
import fc from "fast-check";
import { jsonElements, jsonFields } from "../../src/core/json-fields.ts";
import { runs } from "../support/runs.ts";
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
    runs(100),
  );
});

test("every element's span is its exact text", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(spelled.value, space())), (items) => {
      const text = `[${items.map(([v, s]) => `${s}${v}${s}`).join()}]`;
      JSON.parse(text);
      expect(jsonElements(text).map(({ start, end }) => text.slice(start, end))).toEqual(items.map(([value]) => value));
    }),
    runs(100),
  );
});

/** A text with letters taken out and put in, at fractions of its length. */
const changed = fc
  .tuple(
    fc.oneof(spelled.object, spelled.array),
    fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(2), fc.constantFrom(...'{}[]",:\\ 1e-.\n', "")),
      {
        maxLength: 3,
      },
    ),
  )
  .map(([text, changes]) =>
    changes.reduce((before, [place, length, letter]) => {
      const at = Math.floor(place * before.length);
      return before.slice(0, at) + letter + before.slice(at + length);
    }, text),
  );

test("whatever JSON.parse takes is cut into parts of which JSON.parse makes the same", () => {
  fc.assert(
    fc.property(changed, (text) => {
      const value = parsed(text);
      if (typeof value !== "object" || value === null) return;
      const cut = Array.isArray(value) ? elementsOf(text) : fieldsOf(text);
      expect(JSON.stringify(cut)).toBe(JSON.stringify(value));
    }),
    runs(500),
  );
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function elementsOf(text: string): unknown[] {
  return jsonElements(text).map(({ start, end }) => JSON.parse(text.slice(start, end)));
}

function fieldsOf(text: string): object {
  return Object.fromEntries(jsonFields(text).map(({ key, start, end }) => [key, JSON.parse(text.slice(start, end))]));
}

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
