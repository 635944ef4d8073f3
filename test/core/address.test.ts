import { describe, expect, test } from "bun:test";
import { isIP } from "node:net";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { isAllowedAddress, LOOPBACK, parseRange } from "../../src/core/address.ts";
import { runs } from "../support/runs.ts";

function ranges(...texts: string[]) {
  return texts.map((text) => parseRange(text) ?? expect.unreachable(text));
}

const PRIVATE = [
  ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255"],
  ...["127.0.0.1", "127.255.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255"],
  ...["192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7"],
  ...["203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16"],
  ...["::", "::1", "::2", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::8.8.8.8"],
  ...["64:ff9b:1::1", "100::1", "2001::1", "2001:0:53aa:64c:0:0:f7f7:f7f7", "2001:10::1", "2001:20::1", "2001:db8::1"],
  ...["2002:7f00:1::", "2002:808:808::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1"],
  ...["febf::1", "fec0::1", "ff00::1", "ff02::1"],
];
const PUBLIC = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "192.169.0.1", "223.255.255.255"];
const PUBLIC_6 = ["2606:4700:4700::1111", "2a00:1450:4001::1", "2400:cb00::1"];

test.each(PRIVATE)("%s is not public", (address) => {
  expect(isAllowedAddress(address, [])).toBe(false);
});

test.each([...PUBLIC, ...PUBLIC_6])("%s is public", (address) => {
  expect(isAllowedAddress(address, [])).toBe(true);
});

test.each([
  "",
  "1.1.1",
  "1",
  "0x7f.1",
  "0177.0.0.1",
  "1.1.1.1.1",
  "256.1.1.1",
  "fe80::1%eth0",
  "::ffff:0177.0.0.1",
  "::ffff:0x7f.0.0.1",
  "64:ff9b::08.8.8.8",
  "example.com",
  "1.1.1.1 ",
])("%p is no address, so it is refused", (text) => {
  expect(isAllowedAddress(text, ranges("0.0.0.0/0", "::/0"))).toBe(false);
});

test("what ipaddr.js calls anything but unicast is refused", () => {
  const v4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join("."));
  const v6 = fc
    .array(fc.nat(0xffff), { minLength: 8, maxLength: 8 })
    .map((parts) => parts.map((p) => p.toString(16)).join(":"));
  fc.assert(
    fc.property(fc.oneof(v4, v6), (address) => {
      if (ipaddr.parse(address).range() !== "unicast") expect(isAllowedAddress(address, [])).toBe(false);
    }),
    runs(5_000),
  );
});

const MORSELS = [
  ..."0123456789abcdefF:.%x/ \n",
  "::",
  "255",
  "256",
  "127.0.0.1",
  "ffff",
  "::ffff:",
  "10.",
  "fe80::1",
  "00",
  "é",
  "１",
];

test("an address is what node:net calls one, zones left out, and no other text", () => {
  const parts = fc.oneof(
    fc.nat(300).map(String),
    fc.nat(0xfffff).map((part) => part.toString(16)),
    fc.constant(""),
  );
  const text = fc.oneof(
    fc.array(fc.constantFrom(...MORSELS), { maxLength: 8 }).map((morsels) => morsels.join("")),
    fc.array(parts, { minLength: 3, maxLength: 5 }).map((numbers) => numbers.join(".")),
    fc.array(parts, { minLength: 2, maxLength: 9 }).map((numbers) => numbers.join(":")),
    fc.oneof(fc.ipV4Extended(), fc.ipV6()),
  );
  const everything = ranges("0.0.0.0/0", "::/0");
  fc.assert(
    fc.property(text, (address) => {
      expect([address, isAllowedAddress(address, everything)]).toEqual([
        address,
        isIP(address) !== 0 && !address.includes("%"),
      ]);
    }),
    runs(2_000),
  );
});

describe("an allowed range", () => {
  test("opens what it names and no more", () => {
    const allow = ranges("10.1.0.0/16", "fd00:1::/32", "192.168.7.7");
    for (const address of ["10.1.0.1", "10.1.255.255", "fd00:1::5", "192.168.7.7"]) {
      expect(isAllowedAddress(address, allow)).toBe(true);
    }
    for (const address of ["10.2.0.1", "10.0.255.255", "fd00:2::5", "192.168.7.8", "::ffff:10.1.0.1"]) {
      expect(isAllowedAddress(address, allow)).toBe(false);
    }
  });

  test("holds exactly the addresses with its prefix", () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(32), (network, address, prefix) => {
        const dotted = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join(".");
        const same = prefix === 0 || network >>> (32 - prefix) === address >>> (32 - prefix);
        const open = isAllowedAddress(dotted(address), ranges(`${dotted(network)}/${prefix}`));
        expect(open).toBe(same || isAllowedAddress(dotted(address), []));
      }),
      runs(100),
    );
  });

  test("of IPv6 holds exactly the addresses with its prefix", () => {
    const bits = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
    const spelled = (address: bigint) => address.toString(16).padStart(32, "0").match(/.{4}/g)?.join(":") ?? "";
    fc.assert(
      fc.property(bits, bits, fc.nat(128), fc.nat(128), (network, other, prefix, common) => {
        const low = 2n ** BigInt(128 - common) - 1n;
        // Neighbours of the network: random ones would hardly ever be in it.
        const address = (network & ~low) | (other & low);
        const same = network >> BigInt(128 - prefix) === address >> BigInt(128 - prefix);
        const open = isAllowedAddress(spelled(address), ranges(`${spelled(network)}/${prefix}`));
        expect(open).toBe(same || isAllowedAddress(spelled(address), []));
      }),
      runs(500),
    );
  });

  test.each(["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0/8", "::/129", "localhost", "10.0.0.0/x", "/8"])(
    "%p is none",
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );
});

test("--dev opens loopback alone", () => {
  expect(isAllowedAddress("127.9.9.9", LOOPBACK)).toBe(true);
  expect(isAllowedAddress("::1", LOOPBACK)).toBe(true);
  expect(isAllowedAddress("10.0.0.1", LOOPBACK)).toBe(false);
});
