import type { Database } from "bun:sqlite";
import { firstIdAt, type IdPrefix } from "../../core/ids.ts";
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
 * The rows that may have been created in a time, by their ids, which sort by time as the rows do. Whoever reads them still
 * compares `created_at`.
 */
export function createRowRange(db: Database, table: "events" | "deliveries", prefix: IdPrefix) {
  const first = db.prepare<{ id: number }, [string]>(`select id from ${table} where uid >= ? order by uid limit 1`);
  const firstRowAt = (at: number) => first.get(firstIdAt(prefix, at))?.id ?? LAST_ROW;

  return ({ since, until }: TimeRange): RowRange => ({
    from: since === undefined ? 0 : firstRowAt(since),
    to: until === undefined ? LAST_ROW : firstRowAt(until + IDS_AHEAD),
  });
}
