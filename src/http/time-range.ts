import { parseTimeUp } from "../core/time.ts";
import type { TimeRange } from "../store/time-range.ts";

/** What `since` and `until` of a request say; the schema has seen that both are times. */
export function timeRange({ since, until }: { since?: string; until?: string }): TimeRange {
  return {
    since: since === undefined ? undefined : parseTimeUp(since),
    until: until === undefined ? undefined : parseTimeUp(until),
  };
}
