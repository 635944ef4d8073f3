import { expect, test } from "bun:test";
import { createSamples, type Sample } from "../../src/app/samples.ts";
import { DAY, HOUR, MINUTE } from "../../src/core/time.ts";
import { createFakeClock } from "../support/fake-clock.ts";

/** Samples of what `sampleAt` says of a minute since the start. */
function setup(sampleAt: (minute: number) => Partial<Sample>) {
  const clock = createFakeClock();
  const faults: unknown[] = [];
  let taken = 0;
  const take = async () => {
    taken++;
    return { fileBytes: 0, pending: 0, ...sampleAt(clock.monotonic() / MINUTE) };
  };
  const samples = createSamples({ clock, take, onFault: (fault) => faults.push(fault) });
  samples.start();
  return { samples, clock, faults, taken: () => taken };
}

test("growth is known after an hour, as it would be in a day", async () => {
  const { samples, clock } = setup((minute) => ({ fileBytes: 1_000_000 + minute * 1000 }));
  await clock.advance(HOUR - 1);
  expect(samples.growthPerDay()).toBeUndefined();
  await clock.advance(1);
  expect(samples.growthPerDay()).toBe(1_440_000);
});

test("growth is that of the last day: what was before is forgotten", async () => {
  const { samples, clock } = setup((minute) => ({ fileBytes: minute < 30 ? minute * 1000 : 30_000 }));
  await clock.advance(DAY + 29 * MINUTE);
  expect(samples.growthPerDay()).toBe(1000);
  await clock.advance(HOUR);
  expect(samples.growthPerDay()).toBe(0);
}, 20_000);

test("the backlog is known after ten minutes, at the beginning, in the middle and at the end of the last ten", async () => {
  const { samples, clock } = setup((minute) => ({ pending: minute }));
  await clock.advance(10 * MINUTE - 1);
  expect(samples.backlog()).toBeUndefined();
  await clock.advance(1);
  expect(samples.backlog()).toEqual({ overMs: 10 * MINUTE, first: 0, middle: 5, last: 10 });
  await clock.advance(7 * MINUTE);
  expect(samples.backlog()).toEqual({ overMs: 10 * MINUTE, first: 7, middle: 12, last: 17 });
});

test("a look that fails is told of, and the next one is taken all the same", async () => {
  const { samples, clock, faults } = setup((minute) => {
    if (minute === 1) throw new Error("no");
    return { pending: minute };
  });
  await clock.advance(12 * MINUTE);
  expect(faults).toHaveLength(1);
  expect(samples.backlog()?.last).toBe(12);
});

test("stopped, it looks no more", async () => {
  const { samples, clock, taken } = setup(() => ({}));
  await clock.advance(MINUTE);
  samples.stop();
  await clock.advance(HOUR);
  expect([taken(), clock.timers]).toEqual([2, 0]);
});
