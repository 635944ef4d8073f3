import type { Database } from "bun:sqlite";
import type { DeliveryState } from "../../core/delivery.ts";
import type { EpochMs } from "../../core/time.ts";
import { type LastAttemptRow, lastAttemptColumns } from "./last-attempt.ts";
import type { Source } from "./newest-first.ts";
import { type Table, tablesOf } from "./tables.ts";

/** A row as a search looks at it. */
export interface SearchedRow extends LastAttemptRow {
  readonly id: number;
  readonly salt: number;
  readonly event: number;
  readonly webhook: number;
  readonly type: number;
  readonly state: DeliveryState;
  readonly created_at: EpochMs;
}
/** Rows from the one to below the other. */
export type Span = readonly [from: number, to: number];

export interface DeliverySources {
  /** Both tables as they stand. */
  ofAll(span: Span): readonly Source<SearchedRow>[];
  /** An index range for each webhook, state and type of which there is a row; where these are many, others come in between. */
  ofWebhooks(
    webhooks: readonly number[],
    states: readonly DeliveryState[],
    types: readonly number[],
    span: Span,
  ): Promise<readonly Source<SearchedRow>[]>;
}

/** Ranges that are looked for in a turn of the event loop: some milliseconds. */
const AT_ONCE = 5_000;

export function createDeliverySources(db: Database): DeliverySources {
  const sql = { queue: prepareStatements(db, "queue"), settled: prepareStatements(db, "settled") };

  function ofState(table: Table, state: DeliveryState, webhooks: readonly number[], types: string, [from, to]: Span) {
    const { some, newest, ofIndex } = sql[table];
    const inState = some.all(JSON.stringify(webhooks), state).map(({ webhook }) => webhook);
    if (inState.length === 0) return [];
    return newest.all(JSON.stringify(inState), types, state, from, to).flatMap(({ webhook, type, newest }) =>
      newest === null
        ? []
        : {
            newest,
            below: (row: number, limit: number) => ofIndex.all(webhook, state, type, from, row, limit),
          },
    );
  }

  return {
    ofAll: ([from, to]) =>
      (["queue", "settled"] as const).map((table) => ({
        newest: to - 1,
        below: (row, limit) => sql[table].ofTable.all(from, row, limit),
      })),
    async ofWebhooks(webhooks, states, types, span) {
      const kinds = JSON.stringify(types);
      const width = Math.max(1, Math.floor(AT_ONCE / Math.max(1, types.length)));
      const found: Source<SearchedRow>[] = [];
      let looked = 0;
      for (const state of states) {
        for (const table of tablesOf(state)) {
          for (let first = 0; first < webhooks.length; first += width) {
            const part = webhooks.slice(first, first + width);
            if (looked + part.length * types.length > AT_ONCE && looked > 0) {
              await new Promise(setImmediate);
              looked = 0;
            }
            looked += part.length * types.length;
            found.push(...ofState(table, state, part, kinds, span));
          }
        }
      }
      return found;
    },
  };
}

function prepareStatements(db: Database, table: Table) {
  const select = `select id, salt, event, webhook, type, state, created_at, ${lastAttemptColumns(table)} from ${table}`;
  return {
    ofTable: db.prepare<SearchedRow, [...Span, limit: number]>(
      `${select} where id >= ? and id < ? order by id desc limit ?`,
    ),
    ofIndex: db.prepare<SearchedRow, [webhook: number, state: string, type: number, ...Span, limit: number]>(
      `${select} where webhook = ? and state = ? and type = ? and id >= ? and id < ? order by id desc limit ?`,
    ),
    /** Of the webhooks in a list those that have any in a state: tests count too, which `webhook_counts` leaves out. */
    some: db.prepare<{ webhook: number }, [webhooks: string, state: string]>(`
      select value as webhook from json_each(?1) webhooks
       where exists (select 1 from ${table} where webhook = webhooks.value and state = ?2)`),
    newest: db.prepare<
      { webhook: number; type: number; newest: number | null },
      [webhooks: string, types: string, state: string, ...Span]
    >(`
      select webhooks.value as webhook, types.value as type,
             (select max(id) from ${table}
               where webhook = webhooks.value and state = ?3 and type = types.value and id >= ?4 and id < ?5) as newest
        from json_each(?1) webhooks cross join json_each(?2) types`),
  };
}
