import { expect, test } from "bun:test";
import { parseEncryptionKey } from "../../src/core/encryption-key.ts";

const BYTES = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index * 7));

test.each([
  ["base64", BYTES.toString("base64")],
  ["base64 without its padding", BYTES.toString("base64").slice(0, -1)],
  ["base64url", BYTES.toString("base64url")],
  ["hex", BYTES.toString("hex")],
  ["hex in capitals", BYTES.toString("hex").toUpperCase()],
])("a key is read from %s", (_, text) => {
  expect(Buffer.from(parseEncryptionKey(text) ?? []).equals(BYTES)).toBe(true);
});

test.each([
  ["nothing", ""],
  ["16 bytes", Buffer.alloc(16).toString("base64")],
  ["33 bytes", Buffer.alloc(33).toString("base64")],
  ["63 digits", "0".repeat(63)],
  ["a passphrase", "correct horse battery staple and then some more"],
  ["a key with a space", ` ${BYTES.toString("base64")}`],
])("%s is no key", (_, text) => {
  expect(parseEncryptionKey(text)).toBeUndefined();
});
