import type { Database } from "bun:sqlite";
import type { Delivery } from "../../core/delivery.ts";
import type { DeliveryStore, TimeRange } from "../store.ts";
import type { Cancellation, WaitingRow } from "./cancellation.ts";
import type { Counts } from "./counts.ts";
import type { DeliveryRow } from "./delivery-row.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { IdLead } from "./id-lead.ts";
import type { Names } from "./names.ts";
import type { Passages } from "./passages.ts";
import { rowRange } from "./row-range.ts";
import type { StoredClock } from "./stored-clock.ts";
import { createWalk, type WalkedRow } from "./walk.ts";

export interface RedeliveryDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly clock: Pick<StoredClock, "ahead">;
  readonly passages: Passages;
  readonly eventTypes: Names;
  readonly lead: IdLead;
  readonly cancellation: Cancellation;
  find(webhook: number, id: string): DeliveryRow | undefined;
  deliveryOf(row: DeliveryRow): Delivery;
}

/** Sends deliveries again, or never. */
export function createRedelivery(deps: RedeliveryDeps): Pick<DeliveryStore, "redeliver" | "recover" | "discard"> {
  const { commit, counts, clock, passages, cancellation, find } = deps;
  const sql = prepareStatements(deps.db);

  /** What there is at this moment: whatever comes while a walk is under way, it ends there. */
  function inSight(range: TimeRange) {
    const newest = sql.newestRow.get()?.row ?? 0;
    return { commit, types: deps.eventTypes.all(), range: rowRange(range, deps.lead.ms, newest + 1) };
  }

  return {
    redeliver(webhook, id, now) {
      const dueAt = now - clock.ahead;
      return commit.write(() => {
        const before = find(webhook, id);
        if (!before) return undefined;
        if (sql.redeliver.run(dueAt, before.id).changes === 0) passages.requeue(before.id, dueAt);
        counts.moved(webhook, before.state, "pending", before.test);
        const after = find(webhook, id);
        return after && deps.deliveryOf(after);
      });
    },
    async recover(webhook, range) {
      const walk = createWalk({
        ...inSight(range),
        find: (type, from, to, limit) => sql.failed.all(webhook, type, from, to, limit),
        change({ id, test }, dueAt) {
          if (test) return false;
          passages.requeue(id, dueAt);
          counts.moved(webhook, "failed", "pending", test);
          return true;
        },
      });
      return (now, limit) => walk(now - clock.ahead, limit);
    },
    discard: async (webhook, range) =>
      createWalk({
        ...inSight(range),
        find: (type, from, to, limit) => sql.waiting.all(webhook, type, from, to, limit),
        change(row, now) {
          cancellation.cancel(webhook, row, now);
          return true;
        },
      }),
  };
}

type Bounds = [webhook: number, type: number, from: number, to: number, limit: number];

function prepareStatements(db: Database) {
  const rows = (table: "queue" | "settled", state: string) => `
    select id, created_at, state, test from ${table}
     where webhook = ?1 and state = '${state}' and type = ?2 and id >= ?3 and id < ?4`;
  return {
    newestRow: db.prepare<{ row: number | null }, []>(
      "select max(id) as row from (select max(id) as id from queue union all select max(id) from settled)",
    ),
    redeliver: db.prepare(`
      update queue set state = 'pending', trigger = 'redelivery', held_reason = null, stopped_at = null,
             schedule_base = attempts, due_at = ?, again = (lease is not null)
       where id = ?`),
    failed: db.prepare<WalkedRow & { test: 0 | 1 }, Bounds>(`${rows("settled", "failed")} order by id limit ?5`),
    waiting: db.prepare<WalkedRow & WaitingRow, Bounds>(
      `${rows("queue", "pending")} union all ${rows("queue", "held")} order by id limit ?5`,
    ),
  };
}
