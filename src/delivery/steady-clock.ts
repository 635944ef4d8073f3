import { type Clock, type Millis, SECOND } from "../core/time.ts";

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

  function look(): void {
    if (Math.abs(clock.now() - clock.monotonic() - ahead) >= TOLERATED) heed();
  }

  return {
    now() {
      look();
      return clock.now();
    },
    nowRoundedUp() {
      look();
      return clock.nowRoundedUp();
    },
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
