import type { Database } from "bun:sqlite";
import type { ClaimedDelivery, HeldReason } from "../../core/delivery.ts";
import type { EpochMs } from "../../core/time.ts";
import type { QueueStore } from "../queue.ts";
import type { Counts } from "./counts.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Passages } from "./passages.ts";
import { HELD, UNCLAIMED } from "./queue-rows.ts";
import type { StoredClock } from "./stored-clock.ts";

export interface HoldDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly clock: Pick<StoredClock, "ahead">;
  readonly passages: Passages;
}

/** Keeps deliveries from being attempted, and lets them go. */
export function createHolds(deps: HoldDeps): Pick<QueueStore, "hold" | "holdWaiting" | "heldWebhooks" | "letGo"> {
  const { db, commit, counts, clock, passages } = deps;
  const sql = prepareStatements(db);

  function holdOne(
    { row, lease, webhook, test, heldSince }: ClaimedDelivery,
    reason: HeldReason,
    dueAt: EpochMs | null,
    at: EpochMs,
  ) {
    // Each new day that it waits for in vain does not begin its time anew.
    const since = reason === "daily_limit" ? (heldSince ?? at) : at;
    if (sql.hold.run(reason, dueAt, since, row, lease.token).changes > 0)
      counts.moved(webhook, "pending", "held", test);
    else passages.release(row, lease.token);
  }

  return {
    hold: (deliveries, reason, dueAt, at) =>
      commit.write(() => {
        for (const delivery of deliveries) holdOne(delivery, reason, dueAt, at);
      }),
    holdWaiting: (webhook, reason, at, limit) =>
      commit.write(() => {
        const rows = sql.holdWaiting.all(reason, null, at, webhook, limit);
        for (const { test } of rows) counts.moved(webhook, "pending", "held", test);
        return rows.length;
      }),
    heldWebhooks: async () => sql.heldWebhooks.all().map(({ webhook }) => webhook),
    letGo(webhook, now, limit) {
      const dueAt = now - clock.ahead;
      return commit.write(() => {
        const rows = sql.letGo.all(dueAt, webhook, limit);
        for (const { test } of rows) counts.moved(webhook, "held", "pending", test);
        return rows.length;
      });
    },
  };
}

function prepareStatements(db: Database) {
  const hold =
    "update queue set state = 'held', held_reason = ?1, due_at = ?2, stopped_at = ?3, lease = null, lease_until = null";
  return {
    // A redelivery that was asked for meanwhile does not count for the day.
    hold: db.prepare(
      `${hold} where id = ?4 and lease = ?5 and state = 'pending' and (again = 0 or ?1 <> 'daily_limit')`,
    ),
    holdWaiting: db.prepare<{ test: number }, [HeldReason, dueAt: null, at: EpochMs, webhook: number, limit: number]>(
      `${hold} where id in (select id from queue where webhook = ?4 and ${UNCLAIMED} limit ?5) returning test`,
    ),
    heldWebhooks: db.prepare<{ webhook: number }, []>("select webhook from webhook_counts where held > 0"),
    letGo: db.prepare<{ test: number }, [dueAt: EpochMs, webhook: number, limit: number]>(`
      update queue set state = 'pending', held_reason = null, stopped_at = null, schedule_base = attempts, due_at = ?
       where id in (select id from queue where webhook = ? and ${HELD} and due_at is null limit ?)
      returning test`),
  };
}
