import type { AttemptError } from "../../core/attempt.ts";
import type { LastAttemptFilter } from "../deliveries.ts";
import type { Table } from "./tables.ts";

export interface LastAttemptRow {
  readonly status_code: number | null;
  readonly error: AttemptError | null;
}

/** The columns of a `LastAttemptRow` in a statement on `table`: what settled a delivery stands in its row, all else in `attempts`. */
export function lastAttemptColumns(table: Table): string {
  const among = (column: string) => {
    const last = `(select a.${column} from attempts a where a.delivery = ${table}.id order by a.number desc limit 1)`;
    const own = table === "queue" ? "" : `when started_at is not null then ${column}`;
    return `case ${own} when attempts > 0 then ${last} end as ${column}`;
  };
  return `${among("status_code")}, ${among("error")}`;
}

/** Whether the last attempt came to what is asked for. */
export function hasLastAttempt({ statusCode, error }: LastAttemptFilter, row: LastAttemptRow): boolean {
  if (error !== undefined && row.error !== error) return false;
  if (statusCode === undefined) return true;
  const [from, to] = statusCode;
  return row.status_code !== null && row.status_code >= from && row.status_code < to;
}
