import { expect, test } from "bun:test";
import fc from "fast-check";
import { jsonElements, jsonFields } from "../../src/core/json-fields.ts";
import { runs } from "../support/runs.ts";

/** Any JSON value spelled in any way that JSON allows: white space, escapes, number spellings. */
const spelled = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      "null",
      "true",
      "-0",
      "1.0",
      "1e5",
      "12345678901234567890",
      "0.10",
      '"é\\u00e9\\""',
      '"\\\\"',
      '"}],{["',
    ),
    fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
    tie("object"),
    tie("array"),
  ),
  object: fc
    .array(
      fc.tuple(
        fc.string().map((key) => JSON.stringify(key)),
        tie("value"),
        space(),
      ),
    )
    .map((fields) => `{${fields.map(([key, value, s]) => `${s}${key}${s}:${s}${value}${s}`).join()}}`),
  array: fc.array(fc.tuple(tie("value"), space())).map((items) => `[${items.map(([v, s]) => `${s}${v}${s}`).join()}]`),
}));

function space(): fc.Arbitrary<string> {
  return fc.constantFrom("", " ", "\n", "\t\r\n  ");
}

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
