import { expect, test } from "bun:test";
import fc from "fast-check";
import { beginsWith, parseIdBeginning, serialsBeginning } from "../../src/core/id-beginning.ts";
import { idText } from "../../src/core/ids.ts";
import { runs } from "../support/runs.ts";

const serial = fc.integer({ min: 0, max: 2 ** 50 });
const salt = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const SERIAL_LETTERS = 16;

test("the serial numbers of ids that begin alike are a range, and no other is in it", () => {
  fc.assert(
    fc.property(
      serial,
      fc.oneof(serial, fc.integer({ min: -9000, max: 9000 })),
      salt,
      fc.nat(26),
      (one, other, salt, count) => {
        const letters = idText("del", { serial: one, salt }).slice(4, 4 + count);
        const [from, to] = serialsBeginning(letters);
        const near = Math.max(0, Math.abs(other) <= 9000 ? one + other : other);
        for (const each of [one, near]) {
          const begins = beginsWith(letters.slice(0, SERIAL_LETTERS), each, salt);
          expect([each, each >= from && each < to]).toEqual([each, begins]);
        }
        expect(beginsWith(letters, one, salt)).toBe(true);
      },
    ),
    runs(500),
  );
});

test("the salt decides among ids with one serial number", () => {
  const letters = idText("evt", { serial: 5, salt: 2 ** 40 }).slice(4);
  expect(serialsBeginning(letters)).toEqual([5, 6]);
  expect([beginsWith(letters, 5, 2 ** 40), beginsWith(letters, 5, 2 ** 40 + 1)]).toEqual([true, false]);
});

test("what no id begins with has no serial numbers", () => {
  for (const letters of ["00", "zz", "01h455vb4pd"]) {
    const [from, to] = serialsBeginning(letters);
    expect([letters, to - from]).toEqual([letters, 0]);
  }
});

test("a beginning is taken with its prefix or without, and nothing else is one", () => {
  expect(parseIdBeginning("del_01h4")).toEqual({ prefix: "del", letters: "01h4" });
  expect(parseIdBeginning("evt_")).toEqual({ prefix: "evt", letters: "" });
  expect(parseIdBeginning("01h4")).toEqual({ prefix: null, letters: "01h4" });
  for (const text of ["", "del", "wh_01h4", "DEL_01", "01H4", "del_u", `evt_${"0".repeat(27)}`, "0".repeat(27), "a b"])
    expect([text, parseIdBeginning(text)]).toEqual([text, undefined]);
});
