import { expect, test } from "bun:test";
import { mergeRows } from "../../public/live-rows.ts";

const rows = (...ids: string[]) => ids.map((id) => ({ id, version: "old" }));
const now = (...ids: string[]) => ids.map((id) => ({ id, version: "new" }));
const merged = (...args: Parameters<typeof mergeRows<{ id: string; version: string }>>) => {
  const { rows: shown, newer } = mergeRows(...args);
  return { shown: shown.map(({ id, version }) => `${id} ${version}`), newer };
};

test("new rows are counted and not shown, and those that are shown change in place", () => {
  expect(merged(rows("c", "b", "a"), now("e", "d", "c", "b"))).toEqual({
    shown: ["c new", "b new", "a old"],
    newer: 2,
  });
});

test("a row that no longer belongs to the list goes", () => {
  expect(merged(rows("c", "b", "a"), now("c", "a"))).toEqual({ shown: ["c new", "a new"], newer: 0 });
});

test("when a whole page is new, all that is shown stays", () => {
  expect(merged(rows("b", "a"), now("f", "e", "d"))).toEqual({ shown: ["b old", "a old"], newer: 3 });
});
