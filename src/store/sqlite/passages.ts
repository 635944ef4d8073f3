import type { Database } from "bun:sqlite";
import type { DeliveryFailure, DeliveryState } from "../../core/delivery.ts";
import { firstSerialAt } from "../../core/ids.ts";
import { type EpochMs, type Millis, SECOND } from "../../core/time.ts";
import { ATTEMPT_COLUMNS, ATTEMPT_VALUES, type attemptColumns } from "./attempt-columns.ts";

/** How a delivery comes to its end. */
export interface Ending {
  readonly state: "delivered" | "failed" | "canceled";
  readonly failureReason: DeliveryFailure | null;
  readonly at: EpochMs;
}
/** A delivery in the queue, by its attempt: only its owner may end it. */
export interface Attempted {
  readonly row: number;
  readonly lease: number;
  readonly number: number;
  readonly columns: ReturnType<typeof attemptColumns>;
}

/** The way of deliveries from the queue to the settled ones, and back. All of it runs within a write. */
export interface Passages {
  /** Ends a delivery with an attempt, if it is as told. */
  settle(attempted: Attempted, ending: Ending, is: { readonly state: DeliveryState; readonly again: 0 | 1 }): boolean;
  /** Ends a delivery of the queue without one. */
  end(row: number, ending: Ending): void;
  /** Cancels a delivery of the queue: at once, or, while it is in an attempt, with that. */
  cancel(row: number, at: EpochMs): void;
  /** Lets go of a delivery: pending as it was, or canceled meanwhile. `lease` is its owner's, or `null` for any. */
  release(row: number, lease: number | null): void;
  /** Writes an attempt down that settled nothing. */
  keepAttempt(attempted: Attempted): void;
  /** Makes a settled delivery due, by the stored clock, as a redelivery with a fresh schedule. */
  requeue(row: number, dueAt: EpochMs): void;
}

/** A delivery that took longer from its creation to its end, or whose id is further ahead of that, is not swept by its id (`retention.ts`). */
export const PROMPT: Millis = 10 * SECOND;

export function createPassages(db: Database): Passages {
  const sql = prepareStatements(db);

  function settle({ row, lease, number, columns }: Attempted, { state, failureReason, at }: Ending, is: Is): boolean {
    const ending = [state, failureReason, at, firstSerialAt(at + PROMPT)] as const;
    const { changes } = sql.settle.run(...ending, number, ...columns, row, lease, is.state, is.again);
    if (changes > 0) sql.leave.run(row);
    return changes > 0;
  }

  function end(row: number, { state, failureReason, at }: Ending): void {
    const { changes } = sql.end.run(state, failureReason, at, firstSerialAt(at + PROMPT), row);
    if (changes > 0) sql.leave.run(row);
  }

  return {
    settle,
    end,
    cancel(row, at) {
      if (sql.cancelLeased.run(at, row).changes === 0) end(row, { state: "canceled", failureReason: null, at });
    },
    release(row, lease) {
      if (sql.release.run(row, lease).changes > 0) return;
      if (sql.endCanceled.run(row, lease).changes > 0) sql.leave.run(row);
    },
    keepAttempt({ row, number, columns }) {
      sql.keepAttempt.run(row, number, ...columns);
    },
    requeue(row, dueAt) {
      sql.keepLast.run(row);
      sql.requeue.run(dueAt, row);
      sql.unsettle.run(row);
    },
  };
}

type Is = Parameters<Passages["settle"]>[2];

function prepareStatements(db: Database) {
  const carried = "id, salt, event, webhook, type, trigger, test, created_at";
  const into = `insert into settled (${carried}, state, failure_reason, settled_at, swept_from, attempts`;
  // The state, the reason of a failure, the time, and the first serial that is ahead of it.
  const ending = `?1, ?2, ?3, iif(?1 = 'delivered' and ?3 - created_at < ${PROMPT} and id < ?4, null, ?3)`;
  return {
    settle: db.prepare(`
      ${into}, ${ATTEMPT_COLUMNS})
      select ${carried}, ${ending}, ?, ${ATTEMPT_VALUES}
        from queue where id = ? and lease = ? and state = ? and again = ?`),
    end: db.prepare(`${into}) select ${carried}, ${ending}, attempts from queue where id = ?`),
    leave: db.prepare("delete from queue where id = ?"),
    cancelLeased: db.prepare(`
      update queue set state = 'canceled', due_at = null, stopped_at = ?, again = 0
       where id = ? and state = 'pending' and lease is not null`),
    release: db.prepare(`
      update queue set lease = null, lease_until = null
       where id = ? and lease = coalesce(?, lease) and state = 'pending'`),
    endCanceled: db.prepare(`
      ${into}) select ${carried}, state, null, stopped_at, stopped_at, attempts
        from queue where id = ? and lease = coalesce(?, lease) and state = 'canceled'`),
    keepAttempt: db.prepare(
      `insert into attempts (delivery, number, ${ATTEMPT_COLUMNS}) values (?, ?, ${ATTEMPT_VALUES})`,
    ),
    keepLast: db.prepare(`
      insert into attempts (delivery, number, ${ATTEMPT_COLUMNS})
      select id, attempts, ${ATTEMPT_COLUMNS} from settled where id = ? and started_at is not null`),
    requeue: db.prepare(`
      insert into queue (id, salt, event, webhook, type, state, trigger, test, created_at, due_at, attempts, schedule_base)
      select id, salt, event, webhook, type, 'pending', 'redelivery', test, created_at, ?, attempts, attempts
        from settled where id = ?`),
    unsettle: db.prepare("delete from settled where id = ?"),
  };
}
