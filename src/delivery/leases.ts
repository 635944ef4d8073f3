import type { Lease } from "../core/delivery.ts";
import { type Clock, type EpochMs, MINUTE, type Millis } from "../core/time.ts";

/** Beyond what one attempt may take: how long a delivery may wait in memory. */
const WAIT: Millis = 15 * MINUTE;

/** Gives out leases, each with a token of its own. `now` is the reading of the wall clock with which it is stored. */
export function createLeases(clock: Pick<Clock, "monotonic">, timeoutMs: Millis): (now: EpochMs) => Lease {
  let last = 0;
  return (now) => {
    const lasts = WAIT + timeoutMs;
    return { token: ++last, until: now + lasts, untilMonotonic: clock.monotonic() + lasts };
  };
}
