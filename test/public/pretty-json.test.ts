import { expect, test } from "bun:test";
import fc from "fast-check";
import { prettyJson } from "../../public/pretty-json.ts";

test("it is indented as people expect, and what is empty stays on its line", () => {
  const value = { a: [1, { b: "x, [y]: {z}" }], empty: {}, none: [], nested: [[]] };
  expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
});

test("any JSON looks as JSON.stringify would indent it", () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const text = JSON.stringify(JSON.parse(json));
      expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(json), null, 2));
    }),
  );
});

test("numbers and escapes keep the spelling they were sent with", () => {
  const sent = '{"id":12345678901234567890,"rate":1.50,"small":1E-7,"text":"\\u00e9 \\"quoted\\" \\\\"}';
  expect(prettyJson(sent).replace(/\n\s*/g, "").replaceAll('": ', '":')).toBe(sent);
});

test("text that is no JSON comes back as it is", () => {
  for (const text of ["", "<h1>no</h1>", '{"cut": ']) expect(prettyJson(text)).toBe(text);
});
