import type { Database } from "bun:sqlite";
import type { ClaimedDelivery, DeliveryState, HeldReason, Lease, Trigger } from "../../core/delivery.ts";
import type { EpochMs } from "../../core/time.ts";
import type { QueueStore } from "../store.ts";
import type { Names } from "./names.ts";
import { createSettlements, type SettlementDeps } from "./settlements.ts";

export interface QueueDeps extends SettlementDeps {
  readonly eventTypes: Names;
}
interface DueRow {
  readonly id: number;
  readonly uid: string;
  readonly event: number;
  readonly type: number;
  readonly state: DeliveryState;
  readonly trigger: Trigger;
  readonly test: 0 | 1;
  readonly attempts: number;
  readonly schedule_base: number;
  readonly due_at: EpochMs;
  readonly settled_at: EpochMs | null;
  readonly body_bytes: number;
}

export function createQueue(deps: QueueDeps): QueueStore {
  const { db, commit, counts, cache, eventTypes } = deps;
  const sql = prepareStatements(db);

  function claimOne(row: DueRow, webhook: number, lease: Lease): ClaimedDelivery {
    sql.claim.run(lease.token, lease.until, row.id);
    if (row.state !== "pending") counts.moved(webhook, row.state, "pending", row.test);
    return {
      row: row.id,
      id: row.uid,
      event: row.event,
      eventType: eventTypes.textOf(row.type),
      webhook,
      trigger: row.trigger,
      test: row.test === 1,
      attempts: row.attempts,
      scheduleBase: row.schedule_base,
      dueAt: row.due_at,
      heldSince: row.settled_at,
      lease,
      bodyBytes: row.body_bytes,
      body: null,
    };
  }

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
    else sql.release.run(row, lease.token);
  }

  return {
    ...createSettlements(deps),
    dueWebhooks: async () => sql.dueWebhooks.all(),
    claim: (webhook, now, limit, lease) =>
      commit.write(() => {
        if (!cache.get(webhook)) return { claimed: [], nextDueAt: null };
        const claimed = sql.due.all(webhook, now, limit).map((row) => claimOne(row, webhook, lease));
        return { claimed, nextDueAt: sql.nextDue.get(webhook)?.dueAt ?? null };
      }),
    release: (deliveries) =>
      commit.write(() => {
        for (const { row, lease } of deliveries) sql.release.run(row, lease.token);
      }),
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
    letGo: (webhook, now, limit) =>
      commit.write(() => {
        const rows = sql.letGo.all(now, webhook, limit);
        for (const { test } of rows) counts.moved(webhook, "held", "pending", test);
        return rows.length;
      }),
    moveDue: (by) => commit.write(() => void sql.moveDue.run(by)),
    freeLeases: (expiredBefore) =>
      commit.write(() => sql.freeLeases.run(expiredBefore ?? Number.MAX_SAFE_INTEGER).changes),
  };
}

type HoldArguments = [HeldReason, dueAt: EpochMs | null, at: EpochMs, webhook: number, limit: number];

function prepareStatements(db: Database) {
  const hold =
    "update deliveries set state = 'held', held_reason = ?, due_at = ?, settled_at = ?, lease = null, lease_until = null";
  const waiting = "select id from deliveries where webhook = ? and state = 'pending' and lease is null";
  return {
    // From one webhook to the next by the index, whatever lies between them.
    dueWebhooks: db.prepare<{ webhook: number; dueAt: EpochMs }, []>(`
      with recursive due (webhook) as (
        select min(webhook) from deliveries where due_at is not null and lease is null
        union all
        select (select min(d.webhook) from deliveries d
                 where d.webhook > due.webhook and d.due_at is not null and d.lease is null)
          from due where due.webhook is not null)
      select webhook, (select min(d.due_at) from deliveries d
                        where d.webhook = due.webhook and d.due_at is not null and d.lease is null) as dueAt
        from due where webhook is not null`),
    due: db.prepare<DueRow, [webhook: number, now: EpochMs, limit: number]>(`
      select d.id, d.uid, d.event, d.type, d.state, d.trigger, d.test, d.attempts, d.schedule_base, d.due_at, d.settled_at,
             octet_length(e.body) as body_bytes
        from deliveries d indexed by deliveries_due join events e on e.id = d.event
       where d.webhook = ? and d.due_at is not null and d.due_at <= ? and d.lease is null
       order by d.due_at limit ?`),
    nextDue: db.prepare<{ dueAt: EpochMs | null }, [number]>(
      "select min(due_at) as dueAt from deliveries where webhook = ? and due_at is not null and lease is null",
    ),
    claim: db.prepare(`
      update deliveries set state = 'pending', held_reason = null, settled_at = null, again = 0, lease = ?, lease_until = ?
       where id = ? and lease is null`),
    release: db.prepare("update deliveries set lease = null, lease_until = null where id = ? and lease = ?"),
    hold: db.prepare(`${hold} where id = ? and lease = ? and state = 'pending'`),
    holdWaiting: db.prepare<{ test: number }, HoldArguments>(`${hold} where id in (${waiting} limit ?) returning test`),
    holdCounting: db.prepare<{ test: number }, HoldArguments>(
      `${hold} where id in (${waiting} and attempts = 0 and trigger = 'event' limit ?) returning test`,
    ),
    postpone: db.prepare(`
      update deliveries set due_at = ?
       where id in (select id from deliveries
                     where webhook = ? and due_at is not null and due_at <= ? and lease is null and state = 'held' limit ?)`),
    heldWebhooks: db.prepare<{ webhook: number }, []>("select webhook from webhook_counts where held > 0"),
    letGo: db.prepare<{ test: number }, [now: EpochMs, webhook: number, limit: number]>(`
      update deliveries set state = 'pending', held_reason = null, settled_at = null, schedule_base = attempts, due_at = ?
       where id in (select id from deliveries
                     where webhook = ? and state = 'held' and held_reason in ('webhook_disabled', 'webhook_failed') limit ?)
      returning test`),
    // By two indexes, and not through the whole table.
    moveDue: db.prepare(`
      update deliveries set due_at = due_at + ?1, lease_until = lease_until + ?1
       where id in (select id from deliveries
                     where webhook > 0 and due_at is not null and lease is null and state = 'pending'
                    union all
                    select id from deliveries where lease_until > 0 and lease is not null)`),
    freeLeases: db.prepare(
      "update deliveries set lease = null, lease_until = null where lease is not null and lease_until < ?",
    ),
  };
}
