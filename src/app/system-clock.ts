import type { Clock } from "../core/time.ts";

/** The longest wait that a timer takes; longer ones fire early, and whoever set them looks again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  nowRoundedUp: () => Date.now() + 1,
  monotonic: () => performance.now(),
  after(delay, run) {
    const timer = setTimeout(run, Math.min(delay, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
