import fc from "fast-check";

/** Any JSON value spelled in any way that JSON allows: white space, escapes, number spellings. */
export const spelled = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
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

/** What may stand between tokens. */
export function space(): fc.Arbitrary<string> {
  return fc.constantFrom("", " ", "\n", "\t\r\n  ");
}
