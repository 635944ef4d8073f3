import type { Database } from "bun:sqlite";
import type { Delivery } from "../../core/delivery.ts";
import { parseId } from "../../core/ids.ts";
import type { EpochMs } from "../../core/time.ts";
import type { DeliveryStore, Horizon, TimeRange } from "../store.ts";
import type { CancelWaiting, RowBounds } from "./cancellation.ts";
import type { Counts } from "./counts.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { IdLead } from "./id-lead.ts";
import { END_OF_TIME } from "./page.ts";
import type { Passages } from "./passages.ts";
import { rowRange } from "./row-range.ts";

export interface RedeliveryDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly passages: Passages;
  readonly lead: IdLead;
  readonly cancelWaiting: CancelWaiting;
  find(webhook: number, id: string): Delivery | undefined;
}

/** Sends deliveries again, or never. */
export function createRedelivery(
  deps: RedeliveryDeps,
): Pick<DeliveryStore, "horizon" | "redeliver" | "recover" | "discard"> {
  const { commit, counts, passages } = deps;
  const sql = prepareStatements(deps.db);

  function boundsOf(range: TimeRange, { row }: Horizon): RowBounds {
    const { from, to } = rowRange(range, deps.lead.ms);
    return [from, Math.min(to, row + 1), range.since ?? 0, range.until ?? END_OF_TIME];
  }

  return {
    horizon: async () => ({ row: sql.newestRow.get()?.row ?? 0, failedAt: sql.latestFailure.get()?.at ?? 0 }),
    redeliver: (webhook, id, now) =>
      commit.write(() => {
        const row = parseId("del", id)?.serial;
        const before = deps.find(webhook, id);
        if (row === undefined || !before) return undefined;
        const test = sql.test.get(row, row)?.test ?? 0;
        if (sql.redeliver.run(now, row).changes === 0) passages.requeue(row, now);
        counts.moved(webhook, before.state, "pending", test);
        return deps.find(webhook, id);
      }),
    recover: (webhook, range, within, now, limit) =>
      commit.write(() => {
        // One that fails again while this is under way is not recovered twice.
        const rows = sql.failed.all(webhook, within.failedAt, ...boundsOf(range, within), limit);
        for (const { id, test } of rows) {
          passages.requeue(id, now);
          counts.moved(webhook, "failed", "pending", test);
        }
        return rows.length;
      }),
    discard: (webhook, range, within, now, limit) =>
      commit.write(() => deps.cancelWaiting(webhook, boundsOf(range, within), now, limit)),
  };
}

interface Found {
  readonly id: number;
  readonly test: number;
}

function prepareStatements(db: Database) {
  const within = "id >= ? and id < ? and created_at >= ? and created_at < ?";
  return {
    newestRow: db.prepare<{ row: number | null }, []>(
      "select max(id) as row from (select max(id) as id from queue union all select max(id) from settled)",
    ),
    latestFailure: db.prepare<{ at: EpochMs | null }, []>(
      "select max(swept_from) as at from settled where state = 'failed' and swept_from is not null",
    ),
    test: db.prepare<{ test: number }, [number, number]>(
      "select test from queue where id = ? union all select test from settled where id = ?",
    ),
    redeliver: db.prepare(`
      update queue set state = 'pending', trigger = 'redelivery', held_reason = null, stopped_at = null,
             schedule_base = attempts, due_at = ?, again = (lease is not null)
       where id = ?`),
    failed: db.prepare<Found, [number, EpochMs, ...RowBounds, number]>(`
      select id, test from settled
       where webhook = ? and state = 'failed' and test = 0 and settled_at <= ? and ${within} limit ?`),
  };
}
