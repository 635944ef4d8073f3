import { expect, test } from "bun:test";
import { createClockJumps } from "../../src/app/clock-jumps.ts";
import { HOUR, MINUTE } from "../../src/core/time.ts";
import { createFakeClock } from "../support/fake-clock.ts";

test("the last time the clock was set is kept, with how long ago it was, and the log is told of each", async () => {
  const clock = createFakeClock();
  const lines: unknown[] = [];
  const jumps = createClockJumps({ warn: (fields) => lines.push(fields) }, clock);
  expect(jumps.last()).toBeUndefined();
  jumps.note(HOUR);
  clock.setWall(clock.now() - 2 * HOUR);
  jumps.note(-2 * HOUR);
  const at = clock.now();
  await clock.advance(5 * MINUTE);
  expect(jumps.last()).toEqual({ at, by: -2 * HOUR, agoMs: 5 * MINUTE });
  expect(lines).toEqual([{ ms: HOUR }, { ms: -2 * HOUR }]);
});
