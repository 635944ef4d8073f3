import { expect, test } from "bun:test";
import { createBudget } from "../../src/delivery/budget.ts";

const setup = () => createBudget({ count: 100, bytes: 1_000 });

test("guarded takers leave a share of the bytes for the others", () => {
  const budget = setup();
  budget.take(1, 700, true);
  expect([budget.fits(51, true), budget.fits(50, true)]).toEqual([false, true]);
  budget.take(1, 50, true);
  expect([budget.fits(1, true), budget.fits(250, false)]).toEqual([false, true]);
});

test("what is given back can be taken again, by either", () => {
  const budget = setup();
  budget.take(1, 750, true);
  budget.take(1, 250, false);
  expect([budget.fits(1, true), budget.fits(1, false)]).toEqual([false, false]);
  budget.give(1, 750, true);
  expect([budget.fits(750, true), budget.fits(750, false)]).toEqual([true, true]);
  budget.give(1, 250, false);
  expect([budget.count, budget.bytes]).toEqual([0, 0]);
});

test("with nothing held by its kind anything fits, so that nobody waits for ever", () => {
  const budget = setup();
  expect([budget.fits(5_000, true), budget.fits(5_000, false)]).toEqual([true, true]);
  budget.take(1, 5_000, true);
  expect([budget.fits(1, true), budget.fits(5_000, false)]).toEqual([false, true]);
});
