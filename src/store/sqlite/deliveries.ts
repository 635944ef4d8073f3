import type { Database } from "bun:sqlite";
import { DELIVERY_STATES } from "../../core/delivery.ts";
import type { EpochMs } from "../../core/time.ts";
import type { AttemptRecord, DeliveryFilter, DeliveryStore } from "../store.ts";
import type { Counts } from "./counts.ts";
import { type AttemptRow, type DeliveryRow, toAttempt, toDelivery } from "./delivery-row.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Names } from "./names.ts";
import { newestOf } from "./newest.ts";
import { LAST_ROW } from "./page.ts";
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

  function attemptsOf(row: DeliveryRow): AttemptRecord[] {
    if (row.attempts === 0) return [];
    const further = row.attempts > 1 ? sql.attempts.all(row.id) : [];
    return [toAttempt(row, 1), ...further.map((attempt) => toAttempt(attempt, attempt.number))];
  }

  function deliveryOf(row: DeliveryRow) {
    return toDelivery(row, eventTypes.textOf(row.type), attemptsOf(row));
  }

  function newest(webhook: number, filter: DeliveryFilter, { from, to }: RowRange, limit: number): number[] {
    const { since = 0, until = LAST_ROW } = filter;
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
      const rows = found.slice(0, page.limit).flatMap((id) => sql.byRow.get(id) ?? []);
      return { rows: rows.map(deliveryOf), next: found.length > page.limit ? (found[page.limit - 1] ?? null) : null };
    },
    async find(webhook, id) {
      const row = sql.byId.get(id, webhook);
      if (!row) return undefined;
      const { sent_url, sent_signatures } = row;
      const sent = sent_url !== null && sent_signatures !== null;
      const request = sent ? { url: urls.textOf(sent_url), ...unpackSignatures(sent_signatures) } : null;
      return { ...deliveryOf(row), request, body: sql.body.get(row.event)?.body ?? "" };
    },
  };
}

function optional<From, To>(value: From | null, map: (from: From) => To): To | undefined {
  return value === null ? undefined : map(value);
}

function prepareStatements(db: Database) {
  const select = `
    select d.*, e.uid as event_uid, w.uid as webhook_uid
      from deliveries d join events e on e.id = d.event join webhooks w on w.id = d.webhook`;
  type Range = [from: number, to: number, since: EpochMs, until: EpochMs, limit: number];
  return {
    newest: db.prepare<{ id: number }, [webhook: number, state: string, type: number, ...Range]>(`
      select id from deliveries where webhook = ? and state = ? and type = ? and id >= ? and id < ?
         and created_at >= ? and created_at < ? order by id desc limit ?`),
    byRow: db.prepare<DeliveryRow, [number]>(`${select} where d.id = ?`),
    byId: db.prepare<DeliveryRow, [string, number]>(`${select} where d.uid = ? and d.webhook = ?`),
    attempts: db.prepare<AttemptRow & { number: number }, [number]>(
      "select * from attempts where delivery = ? order by number",
    ),
    body: db.prepare<{ body: string }, [number]>("select body from events where id = ?"),
  };
}
