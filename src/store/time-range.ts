import type { EpochMs } from "../core/time.ts";

/** `since` is inclusive, `until` exclusive, both on the time of creation. */
export interface TimeRange {
  readonly since?: EpochMs | undefined;
  readonly until?: EpochMs | undefined;
}
