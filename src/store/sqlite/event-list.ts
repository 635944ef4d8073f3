import type { Database } from "bun:sqlite";
import type { EventFilter, EventRecord, EventStore } from "../events.ts";
import type { PageRequest } from "../page.ts";
import type { EventRow } from "./event-row.ts";
import type { IdLead } from "./id-lead.ts";
import type { Names } from "./names.ts";
import { newestOf } from "./newest.ts";
import { pageOfRows } from "./page.ts";
import { type RowRange, rowRange } from "./row-range.ts";

/** Lists events by index ranges: one for each account and type that is asked for. Tests are left out. */
export function createEventList(
  db: Database,
  eventTypes: Names,
  lead: IdLead,
  recordOf: (row: EventRow) => EventRecord,
): Pick<EventStore, "list"> {
  const sql = prepareStatements(db);

  function newest(account: number | null, filter: EventFilter, range: RowRange, limit: number): number[] {
    const ids = (rows: { id: number }[]) => rows.map(({ id }) => id);
    if (account === null && filter.type === undefined) return ids(sql.all.all(...range, limit));
    const accounts = account === null ? sql.accounts.all().map(({ id }) => id) : [account];
    const types = filter.type === undefined ? eventTypes.all() : [eventTypes.find(filter.type)];
    const sources = accounts.flatMap((owner) =>
      types.map((type) => (type === undefined ? [] : ids(sql.ofType.all(owner, type, ...range, limit)))),
    );
    return newestOf(sources, limit);
  }

  return {
    async list(account: number | null, filter: EventFilter, page: PageRequest) {
      const found = newest(account, filter, rowRange(filter, lead.ms, page.before), page.limit + 1);
      return pageOfRows(found, page, (id) => sql.row.get(id), recordOf);
    },
  };
}

type Bounds = [...RowRange, limit: number];

function prepareStatements(db: Database) {
  const within = "id >= ? and id < ? and created_at >= ? and created_at < ? order by id desc limit ?";
  return {
    all: db.prepare<{ id: number }, Bounds>(`select id from events where test = 0 and ${within}`),
    ofType: db.prepare<{ id: number }, [account: number, type: number, ...Bounds]>(
      `select id from events where account = ? and type = ? and test = 0 and ${within}`,
    ),
    accounts: db.prepare<{ id: number }, []>("select id from accounts"),
    row: db.prepare<EventRow, [number]>(`
      select e.id, e.salt, e.type, e.occurred_at, e.created_at, e.last_delivery, a.uid as account_uid
        from events e join accounts a on a.id = e.account where e.id = ?`),
  };
}
