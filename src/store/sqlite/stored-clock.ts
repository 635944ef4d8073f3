import type { Database } from "bun:sqlite";
import type { Millis } from "../../core/time.ts";
import type { Coalesced } from "./transaction.ts";

/**
 * Due times and ends of leases are stored by a clock that nobody sets: when the wall clock is set, none of them changes, and this
 * one number does. It is written by the first transaction that may hold a time which was told by it.
 */
export interface StoredClock extends Coalesced {
  /**
   * How far the wall clock is ahead of the stored one. It is asked for when a time is given, and not within the write: the
   * wall clock may be set between the two.
   */
  readonly ahead: Millis;
  /** The wall clock was set forward by `by` milliseconds, or back by as many where `by` is negative. */
  set(by: Millis): void;
}

export function createStoredClock(db: Database): StoredClock {
  const write = db.prepare("update clock set ahead = ?");
  let ahead = db.query<{ ahead: Millis }, []>("select ahead from clock").get()?.ahead ?? 0;
  let written: Millis | undefined = ahead;

  return {
    get ahead() {
      return ahead;
    },
    set(by) {
      ahead += by;
    },
    apply() {
      if (written === ahead) return;
      write.run(ahead);
      written = ahead;
    },
    clear() {
      written = undefined;
    },
  };
}
