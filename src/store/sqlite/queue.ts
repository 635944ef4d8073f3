import type { Database } from "bun:sqlite";
import type { ClaimedDelivery, DeliveryState, Lease, Trigger } from "../../core/delivery.ts";
import { idText } from "../../core/ids.ts";
import type { EpochMs } from "../../core/time.ts";
import type { QueueStore } from "../store.ts";
import { createHolds } from "./holds.ts";
import type { Names } from "./names.ts";
import { createSettlements, type SettlementDeps } from "./settlements.ts";

export interface QueueDeps extends SettlementDeps {
  readonly eventTypes: Names;
}
interface DueRow {
  readonly id: number;
  readonly salt: number;
  readonly event: number;
  readonly type: number;
  readonly state: DeliveryState;
  readonly trigger: Trigger;
  readonly test: 0 | 1;
  readonly attempts: number;
  readonly schedule_base: number;
  readonly due_at: EpochMs;
  readonly stopped_at: EpochMs | null;
  readonly body_bytes: number;
  readonly body: string | null;
}

/** Bytes of a body that is read with the claim: it lies where its length does. */
const SMALL_BODY = 4_096;

export function createQueue(deps: QueueDeps): QueueStore {
  const { db, commit, counts, cache, eventTypes, passages } = deps;
  const sql = prepareStatements(db);

  function claimOne(row: DueRow, webhook: number, lease: Lease): ClaimedDelivery {
    sql.claim.run(lease.token, lease.until, row.id);
    if (row.state !== "pending") counts.moved(webhook, row.state, "pending", row.test);
    return {
      row: row.id,
      id: idText("del", { serial: row.id, salt: row.salt }),
      event: row.event,
      eventType: eventTypes.textOf(row.type),
      webhook,
      trigger: row.trigger,
      test: row.test === 1,
      attempts: row.attempts,
      scheduleBase: row.schedule_base,
      dueAt: row.due_at,
      heldSince: row.stopped_at,
      lease,
      bodyBytes: row.body_bytes,
      body: row.body,
    };
  }

  return {
    ...createSettlements(deps),
    ...createHolds(deps),
    dueWebhooks: async () => sql.dueWebhooks.all(),
    claim: (webhook, now, limit, lease) =>
      commit.writeAhead(() => {
        if (!cache.get(webhook)) return { claimed: [], nextDueAt: null };
        const claimed = sql.due.all(webhook, now, limit).map((row) => claimOne(row, webhook, lease));
        return { claimed, nextDueAt: sql.nextDue.get(webhook)?.dueAt ?? null };
      }),
    release: (deliveries) =>
      commit.write(() => {
        for (const { row, lease } of deliveries) passages.release(row, lease.token);
      }),
    keepPaceWith: commit.keepPaceWith,
    moveDue: (by) => commit.writeBehindAll(() => void sql.moveDue.run(by)),
    freeLeases: (expiredBefore) =>
      commit.write(() => {
        const leased = sql.leased.all(expiredBefore ?? Number.MAX_SAFE_INTEGER);
        for (const { id } of leased) passages.release(id, null);
        return leased.length;
      }),
  };
}

function prepareStatements(db: Database) {
  return {
    // From one webhook to the next by the index, whatever lies between them.
    dueWebhooks: db.prepare<{ webhook: number; dueAt: EpochMs }, []>(`
      with recursive due (webhook) as (
        select min(webhook) from queue where due_at is not null and lease is null
        union all
        select (select min(q.webhook) from queue q
                 where q.webhook > due.webhook and q.due_at is not null and q.lease is null)
          from due where due.webhook is not null)
      select webhook, (select min(q.due_at) from queue q
                        where q.webhook = due.webhook and q.due_at is not null and q.lease is null) as dueAt
        from due where webhook is not null`),
    due: db.prepare<DueRow, [webhook: number, now: EpochMs, limit: number]>(`
      select q.id, q.salt, q.event, q.type, q.state, q.trigger, q.test, q.attempts, q.schedule_base, q.due_at, q.stopped_at,
             octet_length(e.body) as body_bytes, case when octet_length(e.body) <= ${SMALL_BODY} then e.body end as body
        from queue q indexed by queue_due join events e on e.id = q.event
       where q.webhook = ? and q.due_at is not null and q.due_at <= ? and q.lease is null
       order by q.due_at limit ?`),
    nextDue: db.prepare<{ dueAt: EpochMs | null }, [number]>(
      "select min(due_at) as dueAt from queue where webhook = ? and due_at is not null and lease is null",
    ),
    claim: db.prepare(`
      update queue set state = 'pending', held_reason = null, stopped_at = null, again = 0, lease = ?, lease_until = ?
       where id = ? and lease is null`),
    leased: db.prepare<{ id: number }, [number]>("select id from queue where lease is not null and lease_until < ?"),
    // By two indexes, and not through the whole table.
    moveDue: db.prepare(`
      update queue set due_at = due_at + ?1, lease_until = lease_until + ?1
       where id in (select id from queue
                     where webhook > 0 and due_at is not null and lease is null and state = 'pending'
                    union all
                    select id from queue where lease_until > 0 and lease is not null)`),
  };
}
