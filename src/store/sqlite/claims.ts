import type { Database } from "bun:sqlite";
import type { ClaimedDelivery, DeliveryState, Lease, Trigger } from "../../core/delivery.ts";
import { idText } from "../../core/ids.ts";
import type { EpochMs, Millis } from "../../core/time.ts";
import type { QueueStore } from "../queue.ts";
import type { Counts } from "./counts.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Names } from "./names.ts";
import { HELD, UNCLAIMED } from "./queue-rows.ts";
import type { StoredClock } from "./stored-clock.ts";
import type { WebhookCache } from "./webhook-cache.ts";

export interface ClaimDeps {
  readonly db: Database;
  readonly commit: Pick<GroupCommit, "writeAhead">;
  readonly counts: Counts;
  readonly clock: Pick<StoredClock, "ahead">;
  readonly cache: WebhookCache;
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
  readonly dueAt: EpochMs;
  readonly stopped_at: EpochMs | null;
  readonly body_bytes: number;
  readonly body: string | null;
}

/** Bytes of a body that is read with the claim: it lies where its length does. */
const SMALL_BODY = 4_096;

/** Finds what is due, and gives it to who is to attempt it. */
export function createClaims(deps: ClaimDeps): Pick<QueueStore, "dueWebhooks" | "claim"> {
  const { db, commit, counts, clock, cache, eventTypes } = deps;
  const sql = prepareStatements(db);

  /** Pending ones that are due and held ones whose day has come, earliest first. */
  function dueRows(webhook: number, now: EpochMs, ahead: Millis, limit: number): DueRow[] {
    const pending = sql.pending.due.all(ahead, webhook, now - ahead, limit);
    const held = sql.held.due.all(0, webhook, now, limit);
    if (held.length === 0) return pending;
    return [...pending, ...held].sort((a, b) => a.dueAt - b.dueAt).slice(0, limit);
  }

  function nextDue(webhook: number, ahead: Millis): EpochMs | null {
    const pending = sql.pending.next.get(ahead, webhook)?.dueAt ?? null;
    return earlier(pending, sql.held.next.get(0, webhook)?.dueAt ?? null);
  }

  function claimOne(row: DueRow, webhook: number, lease: Lease, ahead: Millis): ClaimedDelivery {
    if (row.state === "held") {
      sql.endHold.run(ahead, row.id);
      counts.moved(webhook, "held", "pending", row.test);
    }
    sql.claim.run(lease.token, lease.until - ahead, row.id);
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
      dueAt: row.dueAt,
      heldSince: row.stopped_at,
      lease,
      bodyBytes: row.body_bytes,
      body: row.body,
    };
  }

  return {
    dueWebhooks: async () =>
      [...sql.pending.webhooks.all(clock.ahead), ...sql.held.webhooks.all(0)].flatMap(({ webhook, dueAt }) =>
        dueAt === null ? [] : [{ webhook, dueAt }],
      ),
    claim(webhook, now, limit, lease) {
      const { ahead } = clock;
      return commit.writeAhead(() => {
        if (!cache.get(webhook)) return { claimed: [], nextDueAt: null };
        const claimed = dueRows(webhook, now, ahead, limit).map((row) => claimOne(row, webhook, lease, ahead));
        return { claimed, nextDueAt: nextDue(webhook, ahead) };
      });
    },
  };
}

function earlier(one: EpochMs | null, other: EpochMs | null): EpochMs | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function prepareStatements(db: Database) {
  return {
    pending: statementsOn(db, "queue_due", UNCLAIMED),
    held: statementsOn(db, "queue_held_of_webhook", HELD),
    endHold: db.prepare(`
      update queue set state = 'pending', held_reason = null, stopped_at = null, due_at = due_at - ? where id = ?`),
    claim: db.prepare("update queue set again = 0, lease = ?, lease_until = ? where id = ? and lease is null"),
  };
}

/** @param rows what is in the index, by webhook and due time */
function statementsOn(db: Database, index: string, rows: string) {
  const earliest = (webhook: string) => `
    select min(q.due_at) + ?1 as dueAt from queue q where q.webhook = ${webhook} and q.due_at is not null and ${rows}`;
  return {
    // From one webhook to the next by the index, whatever lies between them.
    webhooks: db.prepare<{ webhook: number; dueAt: EpochMs | null }, [ahead: Millis]>(`
      with recursive due (webhook) as (
        select min(webhook) from queue where ${rows}
        union all
        select (select min(q.webhook) from queue q where q.webhook > due.webhook and ${rows})
          from due where due.webhook is not null)
      select webhook, (${earliest("due.webhook")}) as dueAt from due where webhook is not null`),
    due: db.prepare<DueRow, [ahead: Millis, webhook: number, stored: EpochMs, limit: number]>(`
      select q.id, q.salt, q.event, q.type, q.state, q.trigger, q.test, q.attempts, q.schedule_base, q.due_at + ? as dueAt, q.stopped_at,
             octet_length(e.body) as body_bytes, case when octet_length(e.body) <= ${SMALL_BODY} then e.body end as body
        from queue q indexed by ${index} join events e on e.id = q.event
       where q.webhook = ? and ${rows} and q.due_at <= ? order by q.due_at limit ?`),
    next: db.prepare<{ dueAt: EpochMs | null }, [ahead: Millis, webhook: number]>(earliest("?2")),
  };
}
