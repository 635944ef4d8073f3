import { expect, test } from "bun:test";
import fc from "fast-check";
import { isAllowedAddress, parseRange } from "../../src/core/address.ts";
import { createDestinations } from "../../src/delivery/destination.ts";
import type { Addresses } from "../../src/delivery/resolver.ts";

/** Destinations where DNS says what it is told to. */
function setup(answer: Addresses | Promise<Addresses>, allowed: readonly string[] = []) {
  const allow = allowed.flatMap((text) => parseRange(text) ?? []);
  const dns = { answer };
  const find = createDestinations({ resolve: () => dns.answer }, allow);
  return { find: () => find("a.test"), dns, allow };
}

test("of a name's addresses only the public ones are kept, in their order", () => {
  const { find } = setup(["10.0.0.1", "93.184.216.34", "::1", "2606:2800:220:1::1", "169.254.169.254"]);
  expect(find()).toEqual({ kind: "found", addresses: ["93.184.216.34", "2606:2800:220:1::1"] });
});

test.each([
  "127.0.0.1",
  "0.0.0.0",
  "10.1.2.3",
  "172.16.0.1",
  "192.168.0.1",
  "169.254.169.254",
  "100.64.0.1",
  "224.0.0.1",
  "::1",
  "::",
  "fe80::1",
  "fd00::1",
  "::ffff:10.0.0.1",
  "::ffff:93.184.216.34",
  "64:ff9b::a00:1",
  "2002:a00:1::1",
])("a name at %s alone is blocked", (address) => {
  expect(setup([address]).find()).toEqual({ kind: "failed", error: "blocked_address" });
});

test("a name without addresses is a fault of DNS", async () => {
  expect(setup(undefined).find()).toEqual({ kind: "failed", error: "dns" });
  expect(await setup(Promise.resolve(undefined)).find()).toEqual({ kind: "failed", error: "dns" });
});

test("a range that is allowed opens its own addresses and no others", async () => {
  const { find } = setup(Promise.resolve(["10.1.0.1", "10.2.0.1", "::ffff:10.1.0.1"]), ["10.1.0.0/16"]);
  expect(await find()).toEqual({ kind: "found", addresses: ["10.1.0.1"] });
});

test("a new answer of DNS is checked anew", () => {
  const net = setup(["93.184.216.34"]);
  expect(net.find()).toMatchObject({ kind: "found" });
  net.dns.answer = ["127.0.0.1"];
  expect(net.find()).toEqual({ kind: "failed", error: "blocked_address" });
});

test("whatever DNS says, what is kept is allowed, and nothing allowed is left out", () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("10.1.0.1", "127.0.0.1", "fd00::1"));
  fc.assert(
    fc.property(fc.array(address, { minLength: 1, maxLength: 8 }), (addresses) => {
      const { find, allow } = setup(addresses, ["10.1.0.0/16", "fd00::/8"]);
      const expected = addresses.filter((address) => isAllowedAddress(address, allow));
      const destination = find();
      if (destination instanceof Promise) throw new Error("It was known at once.");
      expect(destination.kind === "found" ? destination.addresses : []).toEqual(expected);
    }),
  );
});
