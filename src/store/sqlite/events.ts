import type { Database } from "bun:sqlite";
import type { DeliveryState } from "../../core/delivery.ts";
import type {
  EventRecord,
  EventStore,
  Idempotency,
  IngestResult,
  NewDelivery,
  NewEvent,
  StoredEvent,
} from "../store.ts";
import type { Counts } from "./counts.ts";
import { createEventList } from "./event-list.ts";
import type { EventRow } from "./event-row.ts";
import type { GroupCommit } from "./group-commit.ts";
import { createIdempotency } from "./idempotency.ts";
import type { Names } from "./names.ts";

export interface EventDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly eventTypes: Names;
}
export function createEvents({ db, commit, counts, eventTypes }: EventDeps): EventStore {
  const sql = prepareStatements(db);
  const idempotency = createIdempotency(db);
  const recordOf = (row: EventRow): EventRecord => ({
    row: row.id,
    id: row.uid,
    accountId: row.account_uid,
    type: eventTypes.textOf(row.type),
    timestamp: row.occurred_at,
    createdAt: row.created_at,
    deliveries: sql.deliveries.all(row.id),
  });
  const list = createEventList(db, eventTypes, recordOf);

  function insert(event: NewEvent): StoredEvent {
    const { id, account, type, timestamp, createdAt, body, test, deliveries } = event;
    const typeNumber = eventTypes.numberOf(type);
    const stored = sql.event.run(id, account, typeNumber, timestamp, createdAt, test ? 1 : 0, body);
    const row = Number(stored.lastInsertRowid);
    if (!test) counts.accepted(account, createdAt);
    return { row, deliveryRows: deliveries.map((delivery) => insertDelivery(delivery, event, row, typeNumber)) };
  }

  function insertDelivery(delivery: NewDelivery, event: NewEvent, eventRow: number, type: number): number {
    const { id, webhook, trigger, heldReason, dueAt, lease } = delivery;
    const state = heldReason === null ? "pending" : "held";
    const test = event.test ? 1 : 0;
    counts.moved(webhook, null, state, test);
    const { createdAt } = event;
    const settledAt = heldReason === null ? null : createdAt;
    const stored = sql.delivery.run(
      id,
      eventRow,
      webhook,
      type,
      state,
      heldReason,
      trigger,
      test,
      createdAt,
      dueAt,
      settledAt,
      lease?.token ?? null,
      lease?.until ?? null,
    );
    return Number(stored.lastInsertRowid);
  }

  return {
    ...list,
    ingest: (events, remember?: Idempotency): Promise<IngestResult> =>
      commit.write(() => {
        const earlier = remember && idempotency.find(remember.account, remember.key, remember.seenSince);
        if (remember && earlier) {
          const same = Buffer.from(earlier.bodyHash).equals(remember.bodyHash);
          return same ? { kind: "replayed", answer: earlier.answer } : { kind: "mismatch" };
        }
        if (remember) idempotency.remember(remember);
        return { kind: "stored", events: events.map(insert) };
      }, bytesOf(events)),
    findAnswer: async (account, key, seenSince) => idempotency.find(account, key, seenSince),
    async find(account, id) {
      const row = sql.byId.get(id);
      if (!row || (account !== null && row.account !== account)) return undefined;
      return { ...recordOf(row), body: row.body };
    },
    hasType: async (type) => eventTypes.find(type) !== undefined,
    body: async (row) => sql.body.get(row)?.body,
  };
}

function bytesOf(events: readonly NewEvent[]): number {
  return events.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
}

function prepareStatements(db: Database) {
  return {
    event: db.prepare(
      "insert into events (uid, account, type, occurred_at, created_at, test, body) values (?, ?, ?, ?, ?, ?, ?)",
    ),
    delivery: db.prepare(`
      insert into deliveries (uid, event, webhook, type, state, held_reason, trigger, test, created_at, due_at, settled_at, lease, lease_until)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    byId: db.prepare<EventRow & { body: string; account: number }, [string]>(`
      select e.*, a.uid as account_uid from events e join accounts a on a.id = e.account where e.uid = ? and e.test = 0`),
    body: db.prepare<{ body: string }, [number]>("select body from events where id = ?"),
    deliveries: db.prepare<{ id: string; webhookId: string; state: DeliveryState }, [number]>(`
      select d.uid as id, w.uid as webhookId, d.state from deliveries d join webhooks w on w.id = d.webhook
       where d.event = ? order by d.id`),
  };
}
