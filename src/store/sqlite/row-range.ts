import { firstSerialAt } from "../../core/ids.ts";
import type { Millis } from "../../core/time.ts";
import type { TimeRange } from "../store.ts";
import { LAST_ROW } from "./page.ts";

/** Row numbers from `from` to below `to`. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The rows that may have been created in a time: they are numbered by the serials of their ids, which sort by time. Whoever
 * reads them still compares `created_at`.
 *
 * @param lead how far ids may be ahead of it
 */
export function rowRange({ since, until }: TimeRange, lead: Millis): RowRange {
  return {
    from: since === undefined ? 0 : firstSerialAt(since),
    to: until === undefined ? LAST_ROW : firstSerialAt(until + lead),
  };
}
