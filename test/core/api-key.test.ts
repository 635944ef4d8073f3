import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { isMistypedKey, keyHash, keyLast4, newApiKey } from "../../src/core/api-key.ts";
import { runs } from "../support/runs.ts";

const random = fc.uint8Array({ minLength: 32, maxLength: 32 });
const kind = fc.constantFrom("account" as const, "operator" as const);

test("a key tells what it is, and carries all of its random bytes", () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 8);
  const key = newApiKey("account", bytes);
  expect(key).toMatch(/^tfk_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}$/);
  expect(newApiKey("operator", bytes)).toStartWith("tfo_");
  expect(Buffer.from(key.slice(4, 47), "base64url").equals(bytes)).toBe(true);
  expect(key).toEndWith(keyLast4(key));
});

test("the checksum is a CRC-32 of all before it, in base 62", () => {
  // Made with Python: zlib.crc32.
  expect(newApiKey("account", new Uint8Array(32))).toBe(`tfk_${"A".repeat(43)}0o7AUL`);
});

test("a whole key is not mistyped; one with a character cut, added, swapped or changed is", () => {
  fc.assert(
    fc.property(kind, random, fc.nat({ max: 48 }), (of, bytes, at) => {
      const key = newApiKey(of, bytes);
      expect(isMistypedKey(key)).toBe(false);
      const place = 4 + at;
      expect(isMistypedKey(key.slice(0, -1 - at))).toBe(true);
      expect(isMistypedKey(`${key}x`)).toBe(true);
      const other = key[place] === "x" ? "y" : "x";
      expect(isMistypedKey(key.slice(0, place) + other + key.slice(place + 1))).toBe(true);
      const swapped =
        key.slice(0, place) +
        key
          .slice(place, place + 2)
          .split("")
          .reverse()
          .join("") +
        key.slice(place + 2);
      expect(isMistypedKey(swapped)).toBe(swapped !== key);
    }),
    runs(100),
  );
});

test.each(["", "a-key-of-my-own", "TFK_upper", "sk_live_123"])(
  "%p is no key of ours, so it is not mistyped",
  (text) => {
    expect(isMistypedKey(text)).toBe(false);
  },
);

test("of a key its SHA-256 is kept", () => {
  const sha256 = createHash("sha256").update("a-key-of-my-own").digest();
  expect(Buffer.from(keyHash("a-key-of-my-own")).equals(sha256)).toBe(true);
});
