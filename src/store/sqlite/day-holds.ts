import type { Database } from "bun:sqlite";
import { countsForDay, type Trigger } from "../../core/delivery.ts";
import type { EpochMs } from "../../core/time.ts";
import type { QueueStore } from "../queue.ts";
import type { HoldDeps } from "./holds.ts";
import { HELD, UNCLAIMED } from "./queue-rows.ts";

interface DueRow {
  readonly id: number;
  readonly due_at: EpochMs;
  readonly attempts: number;
  readonly trigger: Trigger;
  readonly test: 0 | 1;
}

/** Holds what waits of a webhook that has used up its day. */
export function createDayHolds({ db, commit, counts, clock }: HoldDeps): Pick<QueueStore, "holdForDay"> {
  const sql = prepareStatements(db);

  function holdIfCounting(webhook: number, { id, test, ...row }: DueRow, until: EpochMs, at: EpochMs): boolean {
    if (!countsForDay(row)) return false;
    sql.hold.run(until, at, id);
    counts.moved(webhook, "pending", "held", test);
    return true;
  }

  return {
    holdForDay(webhook, until) {
      let last: Pick<DueRow, "due_at" | "id"> = { due_at: Number.MIN_SAFE_INTEGER, id: 0 };

      return async (at, limit) => {
        const now = at - clock.ahead;
        const { rows, ...done } = await commit.write(() => {
          const postponed = sql.postpone.run(until, webhook, at, limit).changes;
          const rows = sql.due.all(webhook, last.due_at, last.id, now, limit - postponed);
          const held = rows.filter((row) => holdIfCounting(webhook, row, until, at)).length;
          return { rows, looked: postponed + rows.length, changed: postponed + held };
        });
        last = rows.at(-1) ?? last;
        return done;
      };
    },
  };
}

function prepareStatements(db: Database) {
  return {
    postpone: db.prepare(`
      update queue set due_at = ?
       where id in (select id from queue where webhook = ? and ${HELD} and due_at <= ? limit ?)`),
    due: db.prepare<DueRow, [webhook: number, dueAt: EpochMs, id: number, now: EpochMs, limit: number]>(`
      select id, due_at, attempts, trigger, test from queue
       where webhook = ? and ${UNCLAIMED} and (due_at, id) > (?, ?) and due_at <= ? order by due_at, id limit ?`),
    hold: db.prepare(`
      update queue set state = 'held', held_reason = 'daily_limit', due_at = ?, stopped_at = ?
       where id = ? and ${UNCLAIMED}`),
  };
}
