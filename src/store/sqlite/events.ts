import type { Database } from "bun:sqlite";
import { type Body, bodyBytes, LARGE_BODY_BYTES } from "../../core/body.ts";
import { idText, parseId } from "../../core/ids.ts";
import { formatTime, type Millis } from "../../core/time.ts";
import type {
  EventDelivery,
  EventRecord,
  EventStore,
  Idempotency,
  IngestResult,
  NewDelivery,
  NewEvent,
} from "../events.ts";
import type { Counts } from "./counts.ts";
import { createEventList } from "./event-list.ts";
import { type EventRow, toEventRecord } from "./event-row.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { IdLead } from "./id-lead.ts";
import { createIdempotency } from "./idempotency.ts";
import type { Names } from "./names.ts";
import type { Room } from "./room.ts";
import type { StoredClock } from "./stored-clock.ts";

export interface EventDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly clock: Pick<StoredClock, "ahead">;
  readonly eventTypes: Names;
  readonly lead: IdLead;
  readonly room: Pick<Room, "require">;
}
export function createEvents({ db, commit, counts, clock, eventTypes, lead, room }: EventDeps): EventStore {
  const sql = prepareStatements(db);
  const idempotency = createIdempotency(db);
  const recordOf = (row: EventRow): EventRecord =>
    toEventRecord(
      row,
      eventTypes.textOf(row.type),
      row.last_delivery === null ? [] : deliveriesOf(row.id, row.last_delivery),
    );
  const list = createEventList(db, eventTypes, lead, recordOf);

  function deliveriesOf(event: number, last: number): EventDelivery[] {
    const rows = sql.deliveries.all(event, last);
    return rows.map(({ id, salt, ...delivery }) => ({ id: idText("del", { serial: id, salt }), ...delivery }));
  }

  /** @param ahead as of `StoredClock`, when it was posted */
  function insert(event: NewEvent, ahead: Millis): void {
    const { account, createdAt, body, deliveries } = event;
    const type = eventTypes.numberOf(event.type);
    const { serial, salt } = event.id;
    const test = event.test ? 1 : 0;
    const occurredAt = event.timestamp === formatTime(createdAt) ? null : event.timestamp;
    const lastDelivery = deliveries.at(-1)?.id.serial ?? null;
    lead.note(lastDelivery ?? serial, createdAt);
    const insertEvent = typeof body === "string" ? sql.event : sql.largeEvent;
    insertEvent.run(serial, salt, account, type, occurredAt, createdAt, test, lastDelivery, body);
    if (!event.test) counts.accepted(account, createdAt);
    for (const delivery of deliveries) insertDelivery(delivery, event, type, ahead);
  }

  function insertDelivery(delivery: NewDelivery, event: NewEvent, type: number, ahead: Millis): void {
    const { webhook, trigger, heldReason, lease } = delivery;
    const { serial, salt } = delivery.id;
    const test = event.test ? 1 : 0;
    const state = heldReason === null ? "pending" : "held";
    const dueAt = delivery.dueAt !== null && heldReason === null ? delivery.dueAt - ahead : delivery.dueAt;
    const stoppedAt = heldReason === null ? null : event.createdAt;
    const leased = [lease?.token ?? null, lease ? lease.until - ahead : null] as const;
    const rest = [trigger, test, event.createdAt, dueAt, stoppedAt, ...leased] as const;
    sql.delivery.run(serial, salt, event.id.serial, webhook, type, state, heldReason, ...rest);
    counts.moved(webhook, null, state, test);
  }

  return {
    ...list,
    ingest(events, remember?: Idempotency): Promise<IngestResult> {
      const bytes = bytesOf(events);
      const { ahead } = clock;
      return commit.takeIn(() => {
        const earlier = remember && idempotency.find(remember.account, remember.key, remember.seenSince);
        if (remember && earlier) {
          const same = Buffer.from(earlier.bodyHash).equals(remember.bodyHash);
          return same ? { kind: "replayed", answer: earlier.answer } : { kind: "mismatch" };
        }
        room.require(bytes);
        if (remember) idempotency.remember(remember);
        for (const event of events) insert(event, ahead);
        return { kind: "stored" };
      }, bytes);
    },
    async findAnswer(account, key, seenSince) {
      const found = idempotency.find(account, key, seenSince);
      // Its transaction may be on its way to the disk: what comes behind it is there later.
      if (found) await commit.write(() => {});
      return found;
    },
    async find(account, id) {
      const parts = parseId("evt", id);
      const row = parts && sql.named.get(parts.serial, parts.salt, account);
      return row ? { ...recordOf(row), body: row.body } : undefined;
    },
    hasType: async (type) => eventTypes.find(type) !== undefined,
    body: async (row) => sql.body.get(row)?.body,
  };
}

/** Of a row of the queue, with its places in indexes. */
const DELIVERY_BYTES = 256;

function bytesOf(events: readonly NewEvent[]): number {
  return events.reduce((sum, { body, deliveries }) => sum + bodyBytes(body) + deliveries.length * DELIVERY_BYTES, 0);
}

function prepareStatements(db: Database) {
  type DeliveryOfEvent = Omit<EventDelivery, "id"> & { readonly id: number; readonly salt: number };
  const deliveries = (table: "queue" | "settled") => `
      select d.id, d.salt, w.uid as webhookId, d.state from ${table} d join webhooks w on w.id = d.webhook
       where d.id > ?1 and d.id <= ?2 and d.event = ?1`;
  const event = (body: string) => `
      insert into events (id, salt, account, type, occurred_at, created_at, test, last_delivery, body)
      values (?, ?, ?, ?, ?, ?, ?, ?, ${body})`;
  return {
    event: db.prepare(event("?")),
    largeEvent: db.prepare(event("cast(? as text)")),
    delivery: db.prepare(`
      insert into queue (id, salt, event, webhook, type, state, held_reason, trigger, test, created_at, due_at, stopped_at, lease, lease_until)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    // Another account's body, which may be large, is not read: it takes no longer than what there is not.
    named: db.prepare<EventRow & { body: string }, [id: number, salt: number, account: number | null]>(`
      select e.*, a.uid as account_uid from events e join accounts a on a.id = e.account
       where e.id = ?1 and e.salt = ?2 and (?3 is null or e.account = ?3) and e.test = 0`),
    body: db.prepare<{ body: Body }, [number]>(`
      select case when octet_length(body) > ${LARGE_BODY_BYTES} then cast(body as blob) else body end as body
        from events where id = ?`),
    deliveries: db.prepare<DeliveryOfEvent, [number, number]>(
      `${deliveries("queue")} union all ${deliveries("settled")} order by 1`,
    ),
  };
}
