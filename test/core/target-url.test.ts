import { expect, test } from "bun:test";
import fc from "fast-check";
import { LOOPBACK } from "../../src/core/address.ts";
import { targetUrlFault } from "../../src/core/target-url.ts";
import { ADDRESSES } from "./address-table.ts";
import { INVALID, NOT_ALLOWED, TAKEN, type UrlCase } from "./target-url-table.ts";

const strict = { allowHttp: false, allow: [] };
const dev = { allowHttp: true, allow: LOOPBACK };

const named = ({ url, what }: UrlCase) => [url, what] as const;

test.each(NOT_ALLOWED.map(named))("%j (%s) is not allowed", (url) => {
  expect(targetUrlFault(url, strict)?.problem).toBe("url_not_allowed");
});

test.each(INVALID.map(named))("%j (%s) is no URL of a webhook", (url) => {
  expect(targetUrlFault(url, strict)?.problem).toBe("validation_failed");
});

test.each(TAKEN.map(named))("%j (%s) is taken", (url) => {
  expect(targetUrlFault(url, strict)).toBeUndefined();
});

test.each(ADDRESSES)(
  "$address ($what) may be registered when it is public, which is $isPublic",
  ({ address, isPublic }) => {
    const url = `https://${address.includes(":") ? `[${address}]` : address}/`;
    expect(targetUrlFault(url, strict)?.problem).toBe(isPublic ? undefined : "url_not_allowed");
  },
);

/** Ways to write an IPv4 address that browsers, and so the URL parser, understand. */
const SPELLINGS: ((parts: readonly [number, number, number, number]) => string)[] = [
  (parts) => parts.join("."),
  (parts) => `${parts.join(".")}.`,
  ([a, b, c, d]) => String(((a * 256 + b) * 256 + c) * 256 + d),
  ([a, b, c, d]) => `0x${(((a * 256 + b) * 256 + c) * 256 + d).toString(16)}`,
  ([a, b, c, d]) => `0${(((a * 256 + b) * 256 + c) * 256 + d).toString(8)}`,
  ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  (parts) => parts.map((part) => `0x${part.toString(16)}`).join("."),
  (parts) => parts.map((part) => `0${part.toString(8)}`).join("."),
  (parts) => parts.join(".").replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (parts) => parts.join("\u3002"),
  (parts) => parts.join(".").replace(/\d/g, (digit) => `%3${digit}`),
  (parts) => `[::ffff:${parts.join(".")}]`,
  (parts) => `[::${parts.join(".")}]`,
  (parts) => `[64:ff9b::${parts.join(".")}]`,
];

test("however a private address is written, it is not allowed", () => {
  const byte = fc.nat(255);
  const parts = fc.oneof(
    fc.tuple(fc.constantFrom(10, 127), byte, byte, byte),
    fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
    fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
  );
  fc.assert(
    fc.property(parts, fc.constantFrom(...SPELLINGS), (address, spell) => {
      expect(targetUrlFault(`https://${spell(address)}/`, strict)?.problem).toBe("url_not_allowed");
    }),
    { numRuns: 2_000 },
  );
});

test("--dev takes http and loopback, and no other private address", () => {
  for (const url of ["http://127.0.0.1:9000/x", "http://localhost:3000/", "http://[::1]/", "https://localhost/"]) {
    expect(targetUrlFault(url, dev)).toBeUndefined();
  }
  expect(targetUrlFault("http://10.0.0.1/", dev)?.problem).toBe("url_not_allowed");
});

test("what is said of a URL never repeats it", () => {
  fc.assert(
    fc.property(fc.constantFrom(...NOT_ALLOWED, ...INVALID), fc.stringMatching(/^[a-z0-9]{12}$/), ({ url }, canary) => {
      const fault = targetUrlFault(`${url}${canary}`, strict);
      expect(JSON.stringify([fault?.message, fault?.faults])).not.toContain(canary);
    }),
  );
});
