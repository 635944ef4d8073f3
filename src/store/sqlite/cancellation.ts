import type { Database } from "bun:sqlite";
import type { EpochMs } from "../../core/time.ts";
import type { Counts } from "./counts.ts";
import { END_OF_TIME, LAST_ROW } from "./page.ts";
import type { Passages } from "./passages.ts";

/** Rows from `from` to below `to`, created from `since` to before `until`. */
export type RowBounds = readonly [from: number, to: number, since: EpochMs, until: EpochMs];

/** All rows there are. */
export const EVERY_ROW: RowBounds = [0, LAST_ROW, 0, END_OF_TIME];

/** Cancels up to `limit` pending and held deliveries of a webhook; how many. Within a write. */
export type CancelWaiting = (webhook: number, bounds: RowBounds, at: EpochMs, limit: number) => number;

export function createCancelWaiting(db: Database, counts: Counts, passages: Passages): CancelWaiting {
  const waiting = db.prepare<{ id: number; test: number }, [number, string, ...RowBounds, number]>(`
    select id, test from queue
     where webhook = ? and state = ? and id >= ? and id < ? and created_at >= ? and created_at < ? limit ?`);

  return (webhook, bounds, at, limit) => {
    let canceled = 0;
    for (const state of ["pending", "held"] as const) {
      const rows = waiting.all(webhook, state, ...bounds, limit - canceled);
      for (const { id, test } of rows) {
        passages.cancel(id, at);
        counts.moved(webhook, state, "canceled", test);
      }
      canceled += rows.length;
    }
    return canceled;
  };
}
