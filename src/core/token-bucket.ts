import { MINUTE, type Millis } from "./time.ts";

/** Lets through `perMinute` calls a minute, evenly, after a burst of as many. Time is an argument, on a monotonic clock. */
export interface TokenBucket {
  /** Takes one token. 0 when there was one, else the milliseconds until there is one again. */
  take(now: Millis): Millis;
  /** Whole tokens that are left after the last `take`. */
  readonly left: number;
  /** Milliseconds from the last `take` until there are as many as there can be. */
  readonly untilFull: Millis;
}

export function createTokenBucket(perMinute: number): TokenBucket {
  const refill = perMinute / MINUTE;
  let tokens = perMinute;
  let at: Millis | undefined;
  return {
    take(now) {
      if (at !== undefined) tokens = Math.min(perMinute, tokens + Math.max(0, now - at) * refill);
      at = now;
      if (tokens < 1) return Math.ceil((1 - tokens) / refill);
      tokens -= 1;
      return 0;
    },
    get left() {
      return Math.floor(tokens);
    },
    get untilFull() {
      return (perMinute - tokens) / refill;
    },
  };
}
