import { expect, test } from "bun:test";
import fc from "fast-check";
import { createIdSource, firstIdAt, isOwnId } from "../../src/core/ids.ts";

const zeros = (into: Uint8Array) => into.fill(0);

test("an id is prefix, underscore and a UUIDv7 in Crockford's base32", () => {
  const ids = createIdSource(() => Date.parse("2024-02-10T16:45:22Z"), zeros);
  const id = ids.next("evt");
  expect(id).toMatch(/^evt_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
  const hex = decode(id.slice(4)).toString(16).padStart(32, "0");
  expect(Number.parseInt(hex.slice(0, 12), 16)).toBe(Date.parse("2024-02-10T16:45:22Z"));
  expect(hex[12]).toBe("7");
  expect("89ab").toContain(hex[16] ?? "");
});

test("ids sort in the order they were made, within a millisecond and over a clock that steps back", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 200 }), (steps) => {
      let now = 1_700_000_000_000;
      const ids = createIdSource(
        () => now,
        (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>),
      );
      const made = steps.map((step) => {
        now += step;
        return ids.next("del");
      });
      expect(made).toEqual([...new Set(made)].sort());
    }),
  );
});

test("a million ids of one millisecond are distinct and in order", () => {
  const ids = createIdSource(() => 1_700_000_000_000, zeros);
  let last = "";
  for (let n = 0; n < 1_000_000; n++) {
    const id = ids.next("evt");
    if (id <= last) throw new Error(`${id} after ${last}`);
    last = id;
  }
});

test("the first id of a moment is a lower bound of all ids made then, and above those made before", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_000_000_000_000 }), (at) => {
      const random = (into: Uint8Array) => into.fill(255);
      expect(createIdSource(() => at, zeros).next("evt") >= firstIdAt("evt", at)).toBe(true);
      expect(createIdSource(() => at - 1, random).next("evt") < firstIdAt("evt", at)).toBe(true);
    }),
  );
});

test("people may name ids of the right prefix themselves", () => {
  expect(["wh_ci", "wh_A-1_b"].every((id) => isOwnId("wh", id))).toBe(true);
  expect(
    ["ci", "wh_", "acc_ci", "wh_ci!", "wh__x", `wh_${"x".repeat(62)}`, "wh_a b"].some((id) => isOwnId("wh", id)),
  ).toBe(false);
});

function decode(text: string): bigint {
  let value = 0n;
  for (const letter of text) value = value * 32n + BigInt("0123456789abcdefghjkmnpqrstvwxyz".indexOf(letter));
  return value;
}
