import { expect, test } from "bun:test";
import { canariesIn, canariesOf } from "./canary.ts";

const SECRET = 'käse & "brot"/?+';
const canaries = canariesOf({ secret: SECRET });

test.each([
  ["as it is", `a${SECRET}b`],
  ["as JSON", JSON.stringify({ a: SECRET })],
  ["as a part of a URL", `/x?a=${encodeURIComponent(SECRET)}`],
  ["as a form's field", new URLSearchParams({ a: SECRET }).toString()],
  ["as hex", Buffer.from(SECRET).toString("hex")],
  ["as base64", Buffer.from(SECRET).toString("base64")],
  ["as base64", Buffer.from(`a${SECRET}b`).toString("base64")],
  ["as base64url", Buffer.from(`ab${SECRET}`).toString("base64url")],
])("a canary is found %s", (as, text) => {
  expect(canariesIn(text, canaries)).toContain(`secret, ${as}`);
});

test("a canary is found by the key that it spells, and not where it is not", () => {
  const key = Buffer.from("thirty-two bytes, or not so many");
  const spelled = canariesOf({ secret: `whsec_${key.toString("base64")}` });
  expect(canariesIn(`<${key}>`, spelled)).toEqual(["the key in secret, as it is"]);
  expect(canariesIn("nothing of the kind", [...canaries, ...spelled])).toEqual([]);
});

test("a canary in PEM is found by one of its lines, and by the key that it spells", () => {
  const key = Buffer.alloc(60, "a key");
  const line = key.toString("base64").slice(0, 64);
  const rest = key.toString("base64").slice(64);
  const spelled = canariesOf({
    secret: `-----BEGIN EC PRIVATE KEY-----\n${line}\n${rest}\n-----END EC PRIVATE KEY-----`,
  });
  expect(canariesIn(`<${key}>`, spelled)).toEqual(["the key in secret, as it is"]);
  expect(canariesIn(`<${line}>`, spelled)).toEqual(["line 1 of secret, as it is"]);
});
