import type { Database } from "bun:sqlite";
import type { Delivery, DeliveryState } from "../../core/delivery.ts";
import type { EpochMs } from "../../core/time.ts";
import type { DeliveryStore, Horizon, TimeRange } from "../store.ts";
import type { Counts } from "./counts.ts";
import type { GroupCommit } from "./group-commit.ts";
import { END_OF_TIME } from "./page.ts";
import type { RowRange } from "./row-range.ts";

export interface RedeliveryDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  rangeOf(range: TimeRange): RowRange;
  find(webhook: number, id: string): Delivery | undefined;
}

/** Sends deliveries again, or never. */
export function createRedelivery(
  deps: RedeliveryDeps,
): Pick<DeliveryStore, "horizon" | "redeliver" | "recover" | "discard"> {
  const { commit, counts, rangeOf } = deps;
  const sql = prepareStatements(deps.db);

  function boundsOf(range: TimeRange, { row }: Horizon): [number, number, EpochMs, EpochMs] {
    const { from, to } = rangeOf(range);
    return [from, Math.min(to, row + 1), range.since ?? 0, range.until ?? END_OF_TIME];
  }

  return {
    horizon: async () => ({ row: sql.newestRow.get()?.row ?? 0, failedAt: sql.latestFailure.get()?.at ?? 0 }),
    redeliver: (webhook, id, now) =>
      commit.write(() => {
        const before = sql.byId.get(id, webhook);
        if (before) {
          sql.redeliver.run(now, before.id);
          counts.moved(webhook, before.state, "pending", before.test);
        }
        return deps.find(webhook, id);
      }),
    recover: (webhook, range, within, now, limit) =>
      commit.write(() => {
        // One that fails again while this is under way is not recovered twice.
        const rows = sql.recover.all(now, webhook, within.failedAt, ...boundsOf(range, within), limit);
        for (const { test } of rows) counts.moved(webhook, "failed", "pending", test);
        return rows.length;
      }),
    discard: (webhook, range, within, now, limit) =>
      commit.write(() => {
        let discarded = 0;
        for (const state of ["pending", "held"] as const) {
          const rows = sql.discard.all(now, webhook, state, ...boundsOf(range, within), limit - discarded);
          for (const { test } of rows) counts.moved(webhook, state, "canceled", test);
          discarded += rows.length;
        }
        return discarded;
      }),
  };
}

type Bounds = [from: number, to: number, since: EpochMs, until: EpochMs, limit: number];

function prepareStatements(db: Database) {
  const within = "id >= ? and id < ? and created_at >= ? and created_at < ?";
  const dueNow = `
    state = 'pending', trigger = 'redelivery', held_reason = null, failure_reason = null, settled_at = null,
    schedule_base = attempts, due_at = ?`;
  return {
    newestRow: db.prepare<{ row: number | null }, []>("select max(id) as row from deliveries"),
    latestFailure: db.prepare<{ at: EpochMs | null }, []>(
      "select max(settled_at) as at from deliveries where state = 'failed' and settled_at is not null",
    ),
    byId: db.prepare<{ id: number; state: DeliveryState; test: number }, [string, number]>(
      "select id, state, test from deliveries where uid = ? and webhook = ?",
    ),
    redeliver: db.prepare(`update deliveries set ${dueNow}, again = (lease is not null) where id = ?`),
    recover: db.prepare<{ test: number }, [EpochMs, number, EpochMs, ...Bounds]>(`
      update deliveries set ${dueNow}
       where id in (select id from deliveries where webhook = ? and state = 'failed' and test = 0 and settled_at <= ? and ${within} limit ?)
      returning test`),
    discard: db.prepare<{ test: number }, [EpochMs, number, string, ...Bounds]>(`
      update deliveries set state = 'canceled', held_reason = null, due_at = null, settled_at = ?
       where id in (select id from deliveries where webhook = ? and state = ? and ${within} limit ?)
      returning test`),
  };
}
