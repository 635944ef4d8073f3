import type { Database } from "bun:sqlite";
import type { ClaimedDelivery, HeldReason } from "../../core/delivery.ts";
import type { EpochMs } from "../../core/time.ts";
import type { QueueStore } from "../store.ts";
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
    holdWaiting: (webhook, reason, dueAt, at, limit) =>
      commit.write(() => {
        const forDay = reason === "daily_limit";
        const rows = (forDay ? sql.holdCounting : sql.holdWaiting).all(reason, dueAt, at, webhook, limit);
        for (const { test } of rows) counts.moved(webhook, "pending", "held", test);
        const left = limit - rows.length;
        return rows.length + (forDay && left > 0 ? sql.postpone.run(dueAt, webhook, at, left).changes : 0);
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

type HoldArguments = [HeldReason, dueAt: EpochMs | null, at: EpochMs, webhook: number, limit: number];

function prepareStatements(db: Database) {
  const hold =
    "update queue set state = 'held', held_reason = ?, due_at = ?, stopped_at = ?, lease = null, lease_until = null";
  const waiting = `select id from queue where webhook = ? and ${UNCLAIMED}`;
  return {
    hold: db.prepare(`${hold} where id = ? and lease = ? and state = 'pending'`),
    holdWaiting: db.prepare<{ test: number }, HoldArguments>(`${hold} where id in (${waiting} limit ?) returning test`),
    holdCounting: db.prepare<{ test: number }, HoldArguments>(
      `${hold} where id in (${waiting} and attempts = 0 and trigger = 'event' limit ?) returning test`,
    ),
    postpone: db.prepare(`
      update queue set due_at = ?
       where id in (select id from queue where webhook = ? and ${HELD} and due_at <= ? limit ?)`),
    heldWebhooks: db.prepare<{ webhook: number }, []>("select webhook from webhook_counts where held > 0"),
    letGo: db.prepare<{ test: number }, [dueAt: EpochMs, webhook: number, limit: number]>(`
      update queue set state = 'pending', held_reason = null, stopped_at = null, schedule_base = attempts, due_at = ?
       where id in (select id from queue
                     where webhook = ? and state = 'held' and held_reason in ('webhook_disabled', 'webhook_failed') limit ?)
      returning test`),
  };
}
