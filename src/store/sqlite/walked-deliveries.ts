import type { Database } from "bun:sqlite";
import type { RecoveryFilter } from "../deliveries.ts";
import type { WaitingRow } from "./cancellation.ts";
import type { IdLead } from "./id-lead.ts";
import { type LastAttemptRow, lastAttemptColumns } from "./last-attempt.ts";
import type { Names } from "./names.ts";
import { type RowRange, rowRange } from "./row-range.ts";
import type { Table } from "./tables.ts";
import type { WalkedRow } from "./walk.ts";

export interface FailedRow extends WalkedRow, LastAttemptRow {
  readonly test: 0 | 1;
}
/** The rows of a webhook and a type that a walk goes over, by their numbers. */
export interface WalkedDeliveries {
  /** What there is at this moment: whatever comes while a walk is under way, it ends there. */
  inSight(filter: Pick<RecoveryFilter, "since" | "until" | "eventType">): {
    readonly range: RowRange;
    readonly types: readonly number[];
  };
  failed(webhook: number, type: number, from: number, to: number, limit: number): FailedRow[];
  waiting(webhook: number, type: number, from: number, to: number, limit: number): (WalkedRow & WaitingRow)[];
}

export function createWalkedDeliveries(db: Database, eventTypes: Names, lead: IdLead): WalkedDeliveries {
  const sql = prepareStatements(db);
  return {
    inSight({ eventType, ...range }) {
      const newest = sql.newestRow.get()?.row ?? 0;
      const type = eventType === undefined ? undefined : eventTypes.find(eventType);
      const named = type === undefined ? [] : [type];
      return {
        range: rowRange(range, lead.ms, newest + 1),
        types: eventType === undefined ? eventTypes.all() : named,
      };
    },
    failed: (...bounds) => sql.failed.all(...bounds),
    waiting: (...bounds) => sql.waiting.all(...bounds),
  };
}

type Bounds = [webhook: number, type: number, from: number, to: number, limit: number];

function prepareStatements(db: Database) {
  const rows = (table: Table, state: string, more = "") => `
    select id, created_at, state, test${more} from ${table}
     where webhook = ?1 and state = '${state}' and type = ?2 and id >= ?3 and id < ?4`;
  return {
    newestRow: db.prepare<{ row: number | null }, []>(
      "select max(id) as row from (select max(id) as id from queue union all select max(id) from settled)",
    ),
    failed: db.prepare<FailedRow, Bounds>(
      `${rows("settled", "failed", `, ${lastAttemptColumns("settled")}`)} order by id limit ?5`,
    ),
    waiting: db.prepare<WalkedRow & WaitingRow, Bounds>(
      `${rows("queue", "pending")} union all ${rows("queue", "held")} order by id limit ?5`,
    ),
  };
}
