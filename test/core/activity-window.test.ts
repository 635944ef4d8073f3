import { expect, test } from "bun:test";
import fc from "fast-check";
import { COARSENING, startOfStep, WINDOW_NAMES, WINDOWS, windowBefore } from "../../src/core/activity-window.ts";

const NOW = Date.parse("2024-02-10T12:00:00Z");
const name = fc.constantFrom(...WINDOW_NAMES);
const now = fc.integer({ min: NOW, max: NOW * 2 });

test("a window's steps are whole ones of UTC, from the one that it begins in to the one that is not over", () => {
  fc.assert(
    fc.property(name, now, (name, now) => {
      const { lengthMs, stepMs } = WINDOWS[name];
      const { since, steps, previousFrom } = windowBefore(now, name);
      const [first = 0] = steps;
      const last = steps.at(-1) ?? 0;
      expect(since).toBe(now - lengthMs);
      expect([first, last]).toEqual([startOfStep(since, stepMs), startOfStep(now, stepMs)]);
      expect(steps.every((at, nth) => at === first + nth * stepMs)).toBe(true);
      expect(steps.length).toBe(lengthMs / stepMs + 1);
      expect(first - previousFrom).toBe(lengthMs);
    }),
  );
});

test("what is kept by longer steps is looked at by no window with shorter ones", () => {
  fc.assert(
    fc.property(name, now, (name, now) => {
      const longer = COARSENING.filter(({ stepMs }) => stepMs > WINDOWS[name].stepMs);
      const kept = longer.map(({ afterMs, stepMs }) => startOfStep(now - afterMs, stepMs));
      expect(kept.filter((before) => before > windowBefore(now, name).previousFrom)).toEqual([]);
    }),
  );
});
