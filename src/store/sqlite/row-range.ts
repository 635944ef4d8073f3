import { firstSerialAt } from "../../core/ids.ts";
import type { EpochMs, Millis } from "../../core/time.ts";
import type { TimeRange } from "../time-range.ts";
import { LAST_ROW } from "./page.ts";

/** Rows from `from` to below `to`, created from `since` to before `until`. */
export type RowRange = readonly [from: number, to: number, since: EpochMs, until: EpochMs];

/** After every time. */
export const END_OF_TIME: EpochMs = Number.MAX_SAFE_INTEGER;

/**
 * The rows that may have been created in a time: they are numbered by the serials of their ids, which sort by time. Whoever
 * reads them still compares `created_at`.
 *
 * @param lead how far ids may be ahead of it
 * @param before rows below this one only
 */
export function rowRange({ since = 0, until = END_OF_TIME }: TimeRange, lead: Millis, before = LAST_ROW): RowRange {
  return [firstSerialAt(since), Math.min(firstSerialAt(until + lead), before), since, until];
}
