import { expect, test } from "bun:test";
import { isIP } from "node:net";
import fc from "fast-check";
import { isAllowedAddress, parseRange } from "../../src/core/address.ts";
import { dotted, grouped, someAddress, someV4, someV6 } from "./some-address.ts";

function ranges(...texts: string[]) {
  return texts.map((text) => parseRange(text) ?? expect.unreachable(text));
}

test("an allowed range opens what it names and no more", () => {
  const allow = ranges("10.1.0.0/16", "fd00:1::/32", "192.168.7.7");
  for (const address of ["10.1.0.1", "10.1.255.255", "fd00:1::5", "192.168.7.7"]) {
    expect(isAllowedAddress(address, allow)).toBe(true);
  }
  for (const address of ["10.2.0.1", "10.0.255.255", "fd00:2::5", "192.168.7.8", "::10.1.0.1", "64:ff9b::10.1.0.1"]) {
    expect(isAllowedAddress(address, allow)).toBe(false);
  }
});

test("an allowed range of IPv4 holds exactly the addresses with its prefix", () => {
  fc.assert(
    fc.property(someV4, someV4, fc.nat(32), fc.nat(32), (network, other, prefix, shared) => {
      // Many of the addresses are near the range's edge.
      const address =
        shared === 0 ? other : ((network >>> (32 - shared)) * 2 ** (32 - shared) + (other % 2 ** (32 - shared))) >>> 0;
      const same = prefix === 0 || network >>> (32 - prefix) === address >>> (32 - prefix);
      const open = isAllowedAddress(dotted(address), ranges(`${dotted(network)}/${prefix}`));
      expect(open).toBe(same || isAllowedAddress(dotted(address), []));
    }),
    { numRuns: 1_000 },
  );
});

test("an allowed range of IPv6 holds exactly the addresses with its prefix, but no IPv4 in the clothes of IPv6", () => {
  const isMapped = (n: bigint) => n >> 32n === 0xffffn;
  const clothed = fc.nat(0xffffffff).map((n) => (0xffffn << 32n) | BigInt(n));
  const network = someV6.filter((n) => !isMapped(n));
  fc.assert(
    fc.property(network, fc.oneof(someV6, clothed), fc.nat(128), fc.nat(128), (network, other, prefix, shared) => {
      const rest = BigInt(128 - shared);
      const address = isMapped(other) ? other : ((network >> rest) << rest) | BigInt.asUintN(128 - shared, other);
      const same = network >> BigInt(128 - prefix) === address >> BigInt(128 - prefix);
      const open = isAllowedAddress(grouped(address), ranges(`${grouped(network)}/${prefix}`));
      expect(open).toBe((same && !isMapped(address)) || isAllowedAddress(grouped(address), []));
    }),
    { numRuns: 1_000 },
  );
});

test("an allowed range of one family opens nothing of the other", () => {
  fc.assert(
    fc.property(someAddress, (address) => {
      const others = isIP(address) === 4 ? "::/0" : "0.0.0.0/0";
      expect(isAllowedAddress(address, ranges(others))).toBe(isAllowedAddress(address, []));
    }),
  );
});

test.each([
  ...[
    "",
    "/8",
    "localhost",
    "10.0/8",
    "10.1",
    "010.0.0.0/8",
    "0xa.0.0.0/8",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
  ],
  ...["10.0.0.0/x", "10.0.0.0/", "10.0.0.0/08x", "10.0.0.0/255.0.0.0", "10.0.0.0-10.0.0.9", "10.*.*.*", " 10.0.0.0/8"],
  ...["::/129", "fe80::1%eth0", "[::1]", "::ffff:10.0.0.0/104", "::ffff:127.0.0.1"],
])("%p is no range", (text) => {
  expect(parseRange(text)).toBeUndefined();
});
