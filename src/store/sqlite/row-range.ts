import { firstSerialAt } from "../../core/ids.ts";
import { type Millis, SECOND } from "../../core/time.ts";
import type { TimeRange } from "../store.ts";
import { LAST_ROW } from "./page.ts";

/** Row numbers from `from` to below `to`. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Ids run ahead of the clock when it is set back: rows of a time are looked for so much later, and compared exactly. */
const IDS_AHEAD: Millis = 2 * SECOND;

/**
 * The rows that may have been created in a time: they are numbered by the serials of their ids, which sort by time. Whoever
 * reads them still compares `created_at`.
 */
export function rowRange({ since, until }: TimeRange): RowRange {
  return {
    from: since === undefined ? 0 : firstSerialAt(since),
    to: until === undefined ? LAST_ROW : firstSerialAt(until + IDS_AHEAD),
  };
}
