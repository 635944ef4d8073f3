import type { Database } from "bun:sqlite";
import { DELIVERY_STATES, type Delivery } from "../../core/delivery.ts";
import { parseId } from "../../core/ids.ts";
import type { DeliveryFilter, DeliveryStore, SentRequest } from "../deliveries.ts";
import { ATTEMPT_COLUMNS } from "./attempt-columns.ts";
import type { Cancellation } from "./cancellation.ts";
import type { Counts } from "./counts.ts";
import {
  type AnsweredRow,
  type AttemptRow,
  type DeliveryRow,
  toAttempt,
  toAttemptRecord,
  toDelivery,
} from "./delivery-row.ts";
import { createDeliverySearch } from "./delivery-search.ts";
import { createDryRun } from "./dry-run.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { IdLead } from "./id-lead.ts";
import type { Names } from "./names.ts";
import { newestOf } from "./newest.ts";
import { pageOfRows } from "./page.ts";
import type { Passages } from "./passages.ts";
import { createRedelivery } from "./redelivery.ts";
import { type RowRange, rowRange } from "./row-range.ts";
import type { SentUrls } from "./sent-urls.ts";
import { unpackSignatures } from "./signatures.ts";
import type { StoredClock } from "./stored-clock.ts";
import { type Table, tablesOf } from "./tables.ts";
import { createWalkedDeliveries } from "./walked-deliveries.ts";

export interface DeliveryDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly clock: Pick<StoredClock, "ahead">;
  readonly passages: Passages;
  readonly eventTypes: Names;
  readonly urls: SentUrls;
  readonly lead: IdLead;
  readonly cancellation: Cancellation;
}

export function createDeliveries(deps: DeliveryDeps): DeliveryStore {
  const { db, eventTypes, urls, clock, lead } = deps;
  const sql = prepareStatements(db);
  const walked = createWalkedDeliveries(db, eventTypes, lead);

  /** The attempt that settled it stands in the row itself, those before it in `attempts`. */
  function attemptsOf<Row extends AttemptRow>(
    row: DeliveryRow,
    others: { all(delivery: number): (Row & { readonly number: number })[] },
  ): (Row & { readonly number: number })[] {
    const own = row.started_at === null ? [] : [{ ...(row as unknown as Row), number: row.attempts }];
    return row.attempts > own.length ? [...others.all(row.id), ...own] : own;
  }

  function deliveryOf(row: DeliveryRow): Delivery {
    const attempts = attemptsOf<AttemptRow>(row, sql.attempts).map((attempt) => toAttempt(attempt, attempt.number));
    return toDelivery(row, eventTypes.textOf(row.type), attempts, clock.ahead);
  }

  function newest(webhook: number, filter: DeliveryFilter, range: RowRange, limit: number): number[] {
    const states = filter.state === undefined ? DELIVERY_STATES : [filter.state];
    const types = filter.eventType === undefined ? eventTypes.all() : [eventTypes.find(filter.eventType)];
    const sources = states.flatMap((state) =>
      tablesOf(state).flatMap((table) =>
        types.map((type) =>
          type === undefined ? [] : sql[table].newest.all(webhook, state, type, ...range, limit).map(({ id }) => id),
        ),
      ),
    );
    return newestOf(sources, limit);
  }

  /** A row by its number, from wherever it is. */
  const byRow = (row: number): DeliveryRow | null => sql.queue.byRow.get(row) ?? sql.settled.byRow.get(row);

  /** What belongs to another webhook costs what there is not: the same statements, and nothing of it is read. */
  function byId(webhook: number, id: string): DeliveryRow | undefined {
    const parts = parseId("del", id);
    if (!parts) return undefined;
    const named = [parts.serial, parts.salt, webhook] as const;
    return sql.queue.named.get(...named) ?? sql.settled.named.get(...named) ?? undefined;
  }

  function sentOf(attempt: AnsweredRow | undefined): SentRequest | null {
    return attempt ? { url: urls.urlOf(attempt.sent_url), ...unpackSignatures(attempt.sent_signatures) } : null;
  }

  function read(number: number): Delivery | undefined {
    const row = byRow(number);
    return row ? deliveryOf(row) : undefined;
  }

  return {
    ...createRedelivery({ ...deps, walked, find: byId, deliveryOf }),
    ...createDryRun(db, walked, lead),
    ...createDeliverySearch({ ...deps, read }),
    async list(webhook, filter, page) {
      const found = newest(webhook, filter, rowRange(filter, lead.ms, page.before), page.limit + 1);
      return pageOfRows(found, page, byRow, deliveryOf);
    },
    async find(webhook, id) {
      const row = byId(webhook, id);
      if (!row) return undefined;
      const whole = row.started_at === null ? row : { ...row, ...sql.answer.get(row.id) };
      const attempts = attemptsOf<AnsweredRow>(whole, sql.answers);
      const records = attempts.map((attempt) => toAttemptRecord(attempt, attempt.number));
      const body = sql.body.get(row.event)?.body ?? "";
      const delivery = toDelivery(row, eventTypes.textOf(row.type), records, clock.ahead);
      return { ...delivery, request: sentOf(attempts.at(-1)), body };
    },
  };
}

function prepareStatements(db: Database) {
  const attempt = "number, started_at, response_time_ms, status_code, error";
  const ofDelivery = "from attempts where delivery = ? order by number";

  /** @param own what the table alone has, and the other's as `null` */
  function statements(table: Table, own: string) {
    const select = `
        select d.id, d.salt, d.event, e.salt as event_salt, d.webhook, w.uid as webhook_uid, d.type, d.state, d.trigger, d.test,
               d.created_at, d.attempts, ${own}
          from ${table} d join events e on e.id = d.event join webhooks w on w.id = d.webhook where d.id = ?`;
    return {
      newest: db.prepare<{ id: number }, [webhook: number, state: string, type: number, ...RowRange, limit: number]>(`
        select id from ${table} where webhook = ? and state = ? and type = ? and id >= ? and id < ?
           and created_at >= ? and created_at < ? order by id desc limit ?`),
      byRow: db.prepare<DeliveryRow, [number]>(select),
      named: db.prepare<DeliveryRow, [id: number, salt: number, webhook: number]>(
        `${select} and d.salt = ? and d.webhook = ?`,
      ),
    };
  }
  return {
    queue: statements("queue", "d.held_reason, null as failure_reason, d.due_at, null as started_at"),
    // Named one by one: a list shows no answers, and does not read them.
    settled: statements(
      "settled",
      "null as held_reason, d.failure_reason, null as due_at, d.started_at, d.response_time_ms, d.status_code, d.error",
    ),
    answer: db.prepare<AnsweredRow, [number]>(`select ${ATTEMPT_COLUMNS} from settled where id = ?`),
    attempts: db.prepare<AttemptRow & { number: number }, [number]>(`select ${attempt} ${ofDelivery}`),
    answers: db.prepare<AnsweredRow & { number: number }, [number]>(`select number, ${ATTEMPT_COLUMNS} ${ofDelivery}`),
    body: db.prepare<{ body: string }, [number]>("select body from events where id = ?"),
  };
}
