import { expect, test } from "bun:test";
import { isIP } from "node:net";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { isAllowedAddress, LOOPBACK, parseRange } from "../../src/core/address.ts";
import { ADDRESSES, NO_ADDRESSES } from "./address-table.ts";
import { someAddress } from "./some-address.ts";

const EVERYTHING = ["0.0.0.0/0", "::/0"].flatMap((text) => parseRange(text) ?? []);

test.each(ADDRESSES)("$address ($what): public is $isPublic", ({ address, isPublic }) => {
  expect(isIP(address)).not.toBe(0);
  expect(isAllowedAddress(address, [])).toBe(isPublic);
});

test.each(NO_ADDRESSES)("%p is no address, so it is refused whatever is allowed", (text) => {
  expect(isAllowedAddress(text, EVERYTHING)).toBe(false);
});

test("what ipaddr.js calls anything but unicast is refused, and IPv6 that is not given out for the internet", () => {
  fc.assert(
    fc.property(someAddress, (text) => {
      const address = ipaddr.parse(text);
      const [first = 0] = address.toByteArray();
      const isGivenOut = address.kind() === "ipv4" || first >> 5 === 0b001;
      if (address.range() !== "unicast" || !isGivenOut) expect(isAllowedAddress(text, [])).toBe(false);
    }),
    { numRuns: 5_000 },
  );
});

test("whatever is taken for an address the system takes for one too, and asks no DNS for it", () => {
  const part = fc.constantFrom(
    "::",
    ":",
    ".",
    "0",
    "1",
    "10",
    "010",
    "0x7f",
    "ffff",
    "2606",
    "%",
    "%0",
    "1.1.1.1",
    " ",
  );
  const anything = fc.oneof(
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")),
    someAddress,
    fc.string(),
  );
  fc.assert(
    fc.property(anything, (text) => {
      if (isAllowedAddress(text, EVERYTHING)) expect(isIP(text)).not.toBe(0);
    }),
    { numRuns: 5_000 },
  );
});

test("--dev opens loopback alone", () => {
  for (const { address, isPublic } of ADDRESSES) {
    const isLoopback = /^127\.|^(0+:){7}0*1$|^::1$/.test(address);
    expect(isAllowedAddress(address, LOOPBACK)).toBe(isPublic || isLoopback);
  }
});
