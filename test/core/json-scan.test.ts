import { expect, test } from "bun:test";
import fc from "fast-check";
import { type JsonField, jsonFields } from "../../src/core/json-fields.ts";
import { createJsonScan } from "../../src/core/json-scan.ts";
import { spelled } from "../support/spelled-json.ts";

/** What it finds in a text that it gets a few bytes at a time. */
function scan(text: string, slice = 3): readonly JsonField[] | undefined {
  const found = createJsonScan(Buffer.from(text));
  for (let place = slice; found.readTo(place); ) place += slice;
  return found.fields;
}

function isObject(text: string): boolean {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

test("it finds the fields that are found in the text, however it is cut into slices", () => {
  fc.assert(
    fc.property(spelled.object, fc.integer({ min: 1, max: 40 }), (text, slice) => {
      const bytes = Buffer.from(text);
      const spans = scan(text, slice)?.map(({ key, start, end }) => [key, bytes.toString("utf8", start, end)]);
      expect(spans).toEqual(jsonFields(text).map(({ key, start, end }) => [key, text.slice(start, end)]));
    }),
  );
});

test("it takes the objects that JSON.parse takes, and nothing else, when valid texts are spoilt", () => {
  const spoilt = fc
    .tuple(
      spelled.value,
      fc.nat(),
      fc.nat(2),
      fc.constantFrom(...'{}[],:"\\0159-+.eEtfnulrs \n\t\0\u001f\u007fé\u00a0\ufeff'),
    )
    .map(([value, place, removed, inserted]) => {
      const text = `{"a":${value},"b":"\\u00e9\\n","c":[-1.5e+3]}`;
      const at = place % (text.length + 1);
      return text.slice(0, at) + inserted + text.slice(at + removed);
    });
  fc.assert(
    fc.property(spoilt, (text) => {
      fc.pre(text.isWellFormed());
      expect([text, scan(text) !== undefined]).toEqual([text, isObject(text)]);
    }),
    { numRuns: 20_000 },
  );
});

test.each([
  ..."0 -0 10 1.0 1e5 1E+5 1e-05 0.0e0 00 01 -01 - + +1 .5 1. 1.e5 1e 1e+ 0x1 1_0 Infinity NaN -Infinity".split(" "),
  ..."true false null True nul nulll truefalse undefined '' `` {} [] [1] [1,] [,1] [,] {} {,} [}".split(" "),
  ...['"\\u12g4"', '"\\u123"', '"\\x41"', '"\\', '"\\"', '"', '"\t"', '"\u007f"', '"\\u0000\\ud800"', '"\0"'],
  ...[
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{"a" 1}',
    "{a:1}",
    '{"a":1 "b":2}',
    "[1 2]",
    "1 2",
    "//",
    "1//",
    "/**/1",
    "\u00a01",
    "\f1",
  ],
])("of a value written as %s it thinks as JSON.parse does", (value) => {
  for (const text of [`{"a":${value}}`, `{"a":${value}`, `{"a":[${value}]}`, `{"a":1}${value}`, value]) {
    expect([text, scan(text) !== undefined]).toEqual([text, isObject(text)]);
  }
});

test.each(["", " ", " \n\t ", "\ufeff{}", "[]", "1", '"a"', '{"a":1', "{", "{}}", "{}\0"])(
  "%j is no object",
  (text) => {
    expect(scan(text)).toBeUndefined();
  },
);

test("it gives up at what nests very deep", () => {
  const nested = (depth: number) => `{"data":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  expect(scan(nested(499))).toEqual([{ key: "data", start: 8, end: 8 + 2 * 499 }]);
  expect(scan(nested(500))).toBeUndefined();
});

test("after a slice it is not much further", () => {
  const found = createJsonScan(Buffer.from(`{"a":"${"x".repeat(10)}","b":1}`));
  expect([found.readTo(8), found.fields]).toEqual([true, undefined]);
  expect(found.readTo(100)).toBe(false);
  expect(found.fields?.map(({ key }) => key)).toEqual(["a", "b"]);
});

test("of a long text it looks at no more than its slice, and a little further", () => {
  let furthest = 0;
  const bytes = Buffer.from(`{"a":"${"x".repeat(1_000)}","b":1}`);
  const watched = new Proxy(bytes, {
    get(_, name) {
      if (typeof name === "string" && /^\d+$/.test(name)) furthest = Math.max(furthest, Number(name));
      const found = Reflect.get(bytes, name);
      return typeof found === "function" ? found.bind(bytes) : found;
    },
  });
  const found = createJsonScan(watched);
  for (let place = 100; found.readTo(place); place += 100) expect(furthest).toBeLessThan(place + 10);
  expect(found.fields?.map(({ key }) => key)).toEqual(["a", "b"]);
});
