import type { Clock, EpochMs, Millis } from "../../src/core/time.ts";

export interface FakeClock extends Clock {
  /** Moves time on, firing each timer at its moment, and lets everything come to rest after each. */
  advance(ms: Millis): Promise<void>;
  /** Jumps ahead, as a machine that slept: timers that were due meanwhile fire once, late. */
  skip(ms: Millis): Promise<void>;
  /** Lets everything that is under way come to rest, without moving time. */
  rest(): Promise<void>;
  /** Sets the wall clock alone. */
  setWall(at: EpochMs): void;
  readonly timers: number;
}

interface Timer {
  readonly at: Millis;
  readonly run: () => void;
}

/** Turns of the event loop in which a chain of commits, each one turn, has surely ended. */
const TURNS = 40;

export function createFakeClock(start: EpochMs = Date.parse("2024-02-10T12:00:00Z")): FakeClock {
  const timers = new Set<Timer>();
  let elapsed: Millis = 0;
  let wall = start;

  async function rest(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
  }

  function earliest(before: Millis): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) if (timer.at <= before && (!first || timer.at < first.at)) first = timer;
    return first;
  }

  return {
    now: () => wall + elapsed,
    nowRoundedUp: () => wall + elapsed,
    monotonic: () => elapsed,
    after(delay, run) {
      const timer = { at: elapsed + Math.max(0, delay), run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const end = elapsed + ms;
      await rest();
      for (let timer = earliest(end); timer; timer = earliest(end)) {
        timers.delete(timer);
        elapsed = Math.max(elapsed, timer.at);
        timer.run();
        await rest();
      }
      elapsed = end;
    },
    async skip(ms) {
      await rest();
      elapsed += ms;
      await this.advance(0);
    },
    rest,
    setWall(at) {
      wall = at - elapsed;
    },
    get timers() {
      return timers.size;
    },
  };
}
