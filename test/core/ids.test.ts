import { expect, test } from "bun:test";
import fc from "fast-check";
import { createIdSource, firstSerialAt, idText, isOwnId, parseId, timeOf } from "../../src/core/ids.ts";
import { runs } from "../support/runs.ts";

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
    runs(100),
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

test("an id's serial number and salt make the same id again, and sort as it does", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1_600_000_000_000, max: 3_700_000_000_000 }), { minLength: 2 }), (times) => {
      let now = 0;
      const ids = createIdSource(
        () => now,
        (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>),
      );
      const made = times.map((at) => {
        now = at;
        return ids.next("del");
      });
      const parts = made.map((id) => parseId("del", id));
      expect(parts.map((part) => part && idText("del", part))).toEqual(made);
      expect(parts.every((part, nth) => nth === 0 || Number(part?.serial) > Number(parts[nth - 1]?.serial))).toBe(true);
    }),
    runs(100),
  );
});

test("an id goes on after the highest serial number there was, whatever the clock says", () => {
  const before = parseId("evt", createIdSource(() => 1_700_000_000_000, zeros).next("evt"));
  const id = createIdSource(() => 1_600_000_000_000, zeros, before?.serial).next("evt");
  expect(parseId("evt", id)?.serial).toBe(Number(before?.serial) + 1);
});

test.each([
  "",
  "evt_",
  "del_01hp9xq3s5e00800t6bgbra6z0",
  "evt_zzzzzzzzzzzzzzzzzzzzzzzzzz",
  "evt_01m88cfpb9e00r000pfy27b5zu",
  "evt_01m88cfpb9e00r000pfy27b5z",
  "evt_01M88CFPB9E00R000PFY27B5ZV",
])("%p is no id of an event", (text) => {
  expect(parseId("evt", text)).toBeUndefined();
});

test("whatever is read as an id is a UUIDv7 of the TypeID specification, and is written so again", () => {
  const letters = fc.string({ unit: fc.constantFrom(..."0123456789abcdefghjkmnpqrstvwxyzilouAZ_ é"), maxLength: 30 });
  const made = fc
    .tuple(fc.nat({ max: 2 ** 48 - 1 }), fc.nat(0xfff), fc.bigInt({ min: 0n, max: 2n ** 62n - 1n }), fc.nat(40))
    .map(([time, counter, rest, cut]) => {
      const bits =
        (BigInt(time) << 80n) | (0x7n << 76n) | (BigInt(counter) << 64n) | (0b10n << 62n) | (rest >> BigInt(cut));
      return encode(bits);
    });
  fc.assert(
    fc.property(fc.oneof(letters, made), (text) => {
      const parts = parseId("evt", `evt_${text}`);
      if (!parts) return;
      expect(idText("evt", parts)).toBe(`evt_${text}`);
      const bits = decode(text);
      expect([bits < 2n ** 128n, (bits >> 76n) & 0xfn, (bits >> 62n) & 3n]).toEqual([true, 7n, 2n]);
      expect([bits & (2n ** 48n - 1n), bits >> 80n]).toEqual([BigInt(parts.salt), BigInt(timeOf(parts.serial))]);
    }),
    runs(500),
  );
});

test("the first serial number of a moment is a lower bound of all made then, and above those made before", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_577_836_800_001, max: 3_700_000_000_000 }), (at) => {
      const serialAt = (now: number) => parseId("evt", createIdSource(() => now, zeros).next("evt"))?.serial ?? 0;
      expect(serialAt(at)).toBeGreaterThanOrEqual(firstSerialAt(at));
      expect(serialAt(at - 1)).toBeLessThan(firstSerialAt(at));
    }),
    runs(100),
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

function encode(bits: bigint): string {
  const places = Array.from({ length: 26 }, (_, place) => (bits >> BigInt(5 * (25 - place))) & 31n);
  return places.map((place) => "0123456789abcdefghjkmnpqrstvwxyz"[Number(place)]).join("");
}
