import type { Database } from "bun:sqlite";
import type { EpochMs } from "../../core/time.ts";
import type { Counts } from "./counts.ts";
import type { Passages } from "./passages.ts";

export interface WaitingRow {
  readonly id: number;
  readonly state: "pending" | "held";
  readonly test: 0 | 1;
}

/** Cancels deliveries that wait. All of it runs within a write. */
export interface Cancellation {
  cancel(webhook: number, row: WaitingRow, at: EpochMs): void;
  /** Cancels up to `limit` pending and held deliveries of a webhook; how many. */
  cancelWaiting(webhook: number, at: EpochMs, limit: number): number;
}

export function createCancellation(db: Database, counts: Counts, passages: Passages): Cancellation {
  const waiting = db.prepare<WaitingRow, [webhook: number, limit: number]>(`
    select id, state, test from queue where webhook = ?1 and state = 'pending'
    union all select id, state, test from queue where webhook = ?1 and state = 'held' limit ?2`);

  function cancel(webhook: number, { id, state, test }: WaitingRow, at: EpochMs): void {
    passages.cancel(id, at);
    counts.moved(webhook, state, "canceled", test);
  }

  return {
    cancel,
    cancelWaiting(webhook, at, limit) {
      const rows = waiting.all(webhook, limit);
      for (const row of rows) cancel(webhook, row, at);
      return rows.length;
    },
  };
}
