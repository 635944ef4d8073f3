import type { Database } from "bun:sqlite";
import type { Attempt } from "../../core/attempt.ts";
import { DELIVERY_STATES, type Delivery } from "../../core/delivery.ts";
import type { EpochMs } from "../../core/time.ts";
import type { AttemptRecord, DeliveryFilter, DeliveryStore } from "../store.ts";
import type { Counts } from "./counts.ts";
import {
  type AnsweredRow,
  type AttemptRow,
  type DeliveryDetailRow,
  type DeliveryRow,
  toAttempt,
  toAttemptRecord,
  toDelivery,
} from "./delivery-row.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Names } from "./names.ts";
import { newestOf } from "./newest.ts";
import { END_OF_TIME, LAST_ROW, pageOfRows } from "./page.ts";
import { createRedelivery } from "./redelivery.ts";
import { createRowRange, type RowRange } from "./row-range.ts";
import { unpackSignatures } from "./signatures.ts";

export interface DeliveryDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly eventTypes: Names;
  readonly urls: Names;
}

export function createDeliveries({ db, commit, counts, eventTypes, urls }: DeliveryDeps): DeliveryStore {
  const sql = prepareStatements(db);
  const rangeOf = createRowRange(db, "deliveries", "del");

  /** The first attempt stands in the delivery's own row, further ones in `attempts`. */
  function attemptsOf<Row extends AttemptRow, Read>(
    row: Row & { readonly id: number; readonly attempts: number },
    further: { all(delivery: number): (Row & { readonly number: number })[] },
    read: (row: Row, number: number) => Read,
  ): Read[] {
    if (row.attempts === 0) return [];
    const others = row.attempts > 1 ? further.all(row.id) : [];
    return [read(row, 1), ...others.map((attempt) => read(attempt, attempt.number))];
  }

  function deliveryOf(row: DeliveryRow): Delivery {
    return toDelivery(row, eventTypes.textOf(row.type), attemptsOf<AttemptRow, Attempt>(row, sql.attempts, toAttempt));
  }

  function newest(webhook: number, filter: DeliveryFilter, { from, to }: RowRange, limit: number): number[] {
    const { since = 0, until = END_OF_TIME } = filter;
    const states = filter.state === undefined ? DELIVERY_STATES : [filter.state];
    const types = filter.eventType === undefined ? eventTypes.all() : [eventTypes.find(filter.eventType)];
    const sources = states.flatMap((state) =>
      types.map((type) =>
        type === undefined
          ? []
          : sql.newest.all(webhook, state, type, from, to, since, until, limit).map(({ id }) => id),
      ),
    );
    return newestOf(sources, limit);
  }

  return {
    ...createRedelivery({
      db,
      commit,
      counts,
      rangeOf,
      find: (webhook, id) => optional(sql.byId.get(id, webhook), deliveryOf),
    }),
    async list(webhook, filter, page) {
      const { from, to } = rangeOf(filter);
      const found = newest(webhook, filter, { from, to: Math.min(to, page.before ?? LAST_ROW) }, page.limit + 1);
      return pageOfRows(found, page, (id) => sql.byRow.get(id), deliveryOf);
    },
    async find(webhook, id) {
      const row = sql.detail.get(id, webhook);
      if (!row) return undefined;
      const { sent_url, sent_signatures } = row;
      const sent = sent_url !== null && sent_signatures !== null;
      const request = sent ? { url: urls.textOf(sent_url), ...unpackSignatures(sent_signatures) } : null;
      const attempts = attemptsOf<AnsweredRow, AttemptRecord>(row, sql.answers, toAttemptRecord);
      const body = sql.body.get(row.event)?.body ?? "";
      return { ...toDelivery(row, eventTypes.textOf(row.type), attempts), request, body };
    },
  };
}

function optional<From, To>(value: From | null, map: (from: From) => To): To | undefined {
  return value === null ? undefined : map(value);
}

function prepareStatements(db: Database) {
  // Named one by one: a list shows no answers, and does not read them.
  const listed = `
    d.id, d.uid, d.event, d.type, d.state, d.held_reason, d.failure_reason, d.trigger, d.created_at, d.due_at, d.attempts,
    d.started_at, d.response_time_ms, d.status_code, d.error, e.uid as event_uid, w.uid as webhook_uid`;
  const answered = "truncated, response_headers, response_body";
  const from = "from deliveries d join events e on e.id = d.event join webhooks w on w.id = d.webhook";
  const byId = "where d.uid = ? and d.webhook = ?";
  const attempt = "number, started_at, response_time_ms, status_code, error";
  const ofDelivery = "from attempts where delivery = ? order by number";
  type Range = [from: number, to: number, since: EpochMs, until: EpochMs, limit: number];
  return {
    newest: db.prepare<{ id: number }, [webhook: number, state: string, type: number, ...Range]>(`
      select id from deliveries where webhook = ? and state = ? and type = ? and id >= ? and id < ?
         and created_at >= ? and created_at < ? order by id desc limit ?`),
    byRow: db.prepare<DeliveryRow, [number]>(`select ${listed} ${from} where d.id = ?`),
    byId: db.prepare<DeliveryRow, [string, number]>(`select ${listed} ${from} ${byId}`),
    detail: db.prepare<DeliveryDetailRow, [string, number]>(
      `select ${listed}, d.sent_url, d.sent_signatures, ${answered} ${from} ${byId}`,
    ),
    attempts: db.prepare<AttemptRow & { number: number }, [number]>(`select ${attempt} ${ofDelivery}`),
    answers: db.prepare<AnsweredRow & { number: number }, [number]>(`select ${attempt}, ${answered} ${ofDelivery}`),
    body: db.prepare<{ body: string }, [number]>("select body from events where id = ?"),
  };
}
