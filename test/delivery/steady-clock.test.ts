import { expect, test } from "bun:test";
import { HOUR, SECOND } from "../../src/core/time.ts";
import { createSteadyClock } from "../../src/delivery/steady-clock.ts";
import { createFakeClock } from "../support/fake-clock.ts";

function setup() {
  const clock = createFakeClock();
  const jumps: number[] = [];
  const steady = createSteadyClock(clock, (by) => jumps.push(by));
  const step = (by: number) => clock.setWall(clock.now() + by);
  return { clock, steady, jumps, step };
}

test.each([HOUR, -HOUR])("a jump by %d ms is told once, before the new time is given out", async (by) => {
  const { clock, steady, jumps, step } = setup();
  await clock.advance(HOUR);
  steady.now();
  step(by);
  await clock.advance(SECOND);
  expect(jumps).toEqual([]);
  expect(steady.now()).toBe(clock.now());
  steady.now();
  expect(jumps).toEqual([by]);
});

test("time that passes is no jump, and neither is a machine that was busy elsewhere", async () => {
  const { clock, steady, jumps } = setup();
  await clock.advance(100 * HOUR);
  await clock.skip(HOUR);
  steady.now();
  expect(jumps).toEqual([]);
});

test("small corrections are let pass until they come to a second", () => {
  const { steady, jumps, step } = setup();
  for (let times = 0; times < 5; times++) {
    step(300);
    steady.now();
  }
  expect(jumps).toEqual([1_200]);
});

test.each(["wall", "monotonic"])("a process that was stopped after it read the %s clock has seen no jump", (which) => {
  const jumps: number[] = [];
  let at = 0;
  let stopsIn = 0;
  const read = (name: string) => {
    const read = at;
    if (name === which && stopsIn-- === 0) at += HOUR;
    return read;
  };
  const now = () => read("wall");
  const clock = { now, nowRoundedUp: now, monotonic: () => read("monotonic"), after: () => () => {} };
  stopsIn = -1;
  const steady = createSteadyClock(clock, (by) => jumps.push(by));
  for (let reading = 0; reading < 4; reading++) {
    stopsIn = reading;
    steady.now();
  }
  expect(at).toBeGreaterThan(0);
  expect(jumps).toEqual([]);
});
