import type { Clock, EpochMs, Millis } from "../core/time.ts";
import type { Logger } from "./logger.ts";

/** The wall clock was set. */
export interface ClockJump {
  /** By the clock as it was set. */
  readonly at: EpochMs;
  /** How far forward; negative when it was set back. */
  readonly by: Millis;
  /** How long ago. */
  readonly agoMs: Millis;
}
export interface ClockJumps {
  note(by: Millis): void;
  /** The last one of this process's life. */
  last(): ClockJump | undefined;
}

export function createClockJumps(log: Pick<Logger, "warn">, clock: Pick<Clock, "now" | "monotonic">): ClockJumps {
  let jump: { readonly at: EpochMs; readonly by: Millis; readonly since: Millis } | undefined;
  return {
    note(by) {
      jump = { at: clock.now(), by, since: clock.monotonic() };
      log.warn({ ms: by }, "the wall clock was set: due times are moved with it");
    },
    last() {
      return jump && { at: jump.at, by: jump.by, agoMs: clock.monotonic() - jump.since };
    },
  };
}
