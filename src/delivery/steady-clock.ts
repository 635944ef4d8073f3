import { type Clock, type EpochMs, type Millis, SECOND } from "../core/time.ts";

/** Corrections smaller than this are let pass; they add up until they are not. */
const TOLERATED: Millis = SECOND;
/** Two clocks are read at the same moment when this has not passed between. */
const SAME_MOMENT: Millis = 5;

/**
 * The clock, whose jumps are told: `onJump` is called before anybody gets the new time, with how far the wall clock was set
 * forward, in milliseconds; a negative number when it was set back.
 */
export function createSteadyClock(clock: Clock, onJump: (by: Millis) => void): Clock {
  let ahead = readAhead(clock);

  function heed(): void {
    // A process that was stopped between two readings has seen no jump: they are read again, closely.
    const now = readAhead(clock);
    const by = Math.round(now - ahead);
    if (Math.abs(by) < TOLERATED) return;
    ahead += by;
    onJump(by);
  }

  /** What is looked at is what is given out: the wall clock may be set between two readings. */
  function read(wall: () => EpochMs): EpochMs {
    const now = wall();
    if (Math.abs(now - clock.monotonic() - ahead) < TOLERATED) return now;
    heed();
    return wall();
  }

  return {
    now: () => read(clock.now),
    nowRoundedUp: () => read(clock.nowRoundedUp),
    monotonic: clock.monotonic,
    after: clock.after,
  };
}

/** How far the wall clock is ahead of the monotonic one. */
function readAhead(clock: Clock): Millis {
  for (;;) {
    const before = clock.monotonic();
    const wall = clock.now();
    if (clock.monotonic() - before < SAME_MOMENT) return wall - before;
  }
}
