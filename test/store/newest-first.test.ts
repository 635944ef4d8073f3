import { expect, test } from "bun:test";
import fc from "fast-check";
import { newestFirst } from "../../src/store/sqlite/newest-first.ts";
import { runs } from "../support/runs.ts";

/** A source of these rows, which notes what is read of it. */
function sourceOf(ids: readonly number[], newest = ids[0] ?? 0) {
  const rows = ids.map((id) => ({ id }));
  const read = { rows: 0 };
  const below = (row: number, limit: number) => {
    const found = rows.filter(({ id }) => id < row).slice(0, limit);
    read.rows += found.length;
    return found;
  };
  return { source: { newest, below }, read };
}

const descending = fc.uniqueArray(fc.integer({ min: 1, max: 3000 }), { maxLength: 400 });

test("rows of several sources come in one order, each once, whatever was guessed of the newest", () => {
  fc.assert(
    fc.property(
      descending,
      fc.array(fc.nat(4), { minLength: 400, maxLength: 400 }),
      fc.nat(9),
      (ids, owners, above) => {
        const sorted = ids.toSorted((a, b) => b - a);
        const sources = [0, 1, 2, 3, 4].map((owner) => {
          const own = sorted.filter((_, nth) => owners[nth] === owner);
          return sourceOf(own, (own[0] ?? 0) + above).source;
        });
        expect([...newestFirst(sources)].map(({ id }) => id)).toEqual(sorted);
      },
    ),
    runs(200),
  );
});

test("a source whose turn does not come is not read, and of the others little more than was asked for", () => {
  const old = Array.from({ length: 50 }, () => sourceOf([3, 2, 1]));
  const recent = sourceOf(Array.from({ length: 5000 }, (_, nth) => 9000 - nth));
  let taken = 0;
  for (const _ of newestFirst([...old, recent].map(({ source }) => source))) if (++taken === 50) break;
  expect(old.map(({ read }) => read.rows)).toEqual(Array(50).fill(0));
  expect(recent.read.rows).toBeLessThan(4 * taken);
});
