import { DAY, type EpochMs, HOUR, MINUTE, type Millis } from "./time.ts";

/** How far the figures look back, the shortest first, and the steps that they are told in, by UTC. A step is a multiple of the one before. */
export const WINDOWS = {
  "1h": { lengthMs: HOUR, stepMs: MINUTE },
  "24h": { lengthMs: DAY, stepMs: 30 * MINUTE },
  "7d": { lengthMs: 7 * DAY, stepMs: 3 * HOUR },
} as const;
export const WINDOW_NAMES = ["1h", "24h", "7d"] as const;
export type WindowName = (typeof WINDOW_NAMES)[number];

export interface ActivityWindow {
  /** Exactly the window's length ago. */
  readonly since: EpochMs;
  /** Where its steps begin: the first is the one that `since` is in, the last the one that is not over. */
  readonly steps: readonly EpochMs[];
  readonly stepMs: Millis;
  /** Where the window before begins, which ends where the steps begin. */
  readonly previousFrom: EpochMs;
}

export function windowBefore(now: EpochMs, name: WindowName): ActivityWindow {
  const { lengthMs, stepMs } = WINDOWS[name];
  const since = now - lengthMs;
  const from = startOfStep(since, stepMs);
  const count = (startOfStep(now, stepMs) - from) / stepMs + 1;
  const steps = Array.from({ length: count }, (_, nth) => from + nth * stepMs);
  return { since, steps, stepMs, previousFrom: from - lengthMs };
}

/** What is no longer looked at by steps of one window is kept by those of the next one. */
export const COARSENING: readonly { readonly afterMs: Millis; readonly stepMs: Millis }[] = [
  { afterMs: lookedAtFor("1h"), stepMs: WINDOWS["24h"].stepMs },
  { afterMs: lookedAtFor("24h"), stepMs: WINDOWS["7d"].stepMs },
];

/** So old may be what is looked at by steps of a window: as old as the beginning of the window before it. */
function lookedAtFor(name: WindowName): Millis {
  const { lengthMs, stepMs } = WINDOWS[name];
  return 2 * lengthMs + stepMs;
}

export function startOfStep(at: EpochMs, stepMs: Millis): EpochMs {
  return Math.floor(at / stepMs) * stepMs;
}
