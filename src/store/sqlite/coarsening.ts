import type { Database } from "bun:sqlite";
import { noActivity } from "../../core/activity.ts";
import { COARSENING, startOfStep } from "../../core/activity-window.ts";
import { type EpochMs, MINUTE } from "../../core/time.ts";
import { ACTIVITY_COLUMNS, type ActivityRow, type AddActivity, addRow } from "./activity-rows.ts";
import type { GroupCommit } from "./group-commit.ts";

/**
 * Sums up activity that is looked at by longer steps from now on, each step into the row of its first minute. Whoever reads whole steps
 * sees the same before and after, and halfway through. Within a write; looks at up to `limit` rows, and says at how many.
 */
export type Coarsen = (now: EpochMs, limit: number) => number;

interface Row extends ActivityRow {
  readonly account: number;
  readonly webhook: number;
  readonly minute: number;
}

export function createCoarsen(db: Database, commit: Pick<GroupCommit, "afterCommit">, add: AddActivity): Coarsen {
  const sql = prepareStatements(db);
  const levels = COARSENING.map(({ afterMs, stepMs }) => ({ afterMs, stepMs, doneTo: 0 }));

  function sumUp(rows: readonly Row[], stepMinutes: number): void {
    const steps = Map.groupBy(rows, ({ account, webhook, minute }) =>
      [account, webhook, startOfStep(minute, stepMinutes)].join(),
    );
    for (const parts of steps.values()) {
      const sum = noActivity();
      for (const part of parts) addRow(sum, part);
      for (const { account, webhook, minute } of parts) sql.remove.run(account, webhook, minute);
      const [{ account, webhook, minute }] = parts as [Row];
      add([account, webhook], startOfStep(minute, stepMinutes), sum);
    }
  }

  function coarsenLevel(level: (typeof levels)[number], now: EpochMs, limit: number): number {
    const stepMinutes = level.stepMs / MINUTE;
    const end = startOfStep(now - level.afterMs, level.stepMs) / MINUTE;
    const rows = sql.between.all(level.doneTo, end, stepMinutes, limit);
    sumUp(rows, stepMinutes);
    if (rows.length < limit) {
      commit.afterCommit(() => {
        level.doneTo = end;
      });
    }
    return rows.length;
  }

  return (now, limit) => {
    let seen = 0;
    for (const level of levels) if (seen < limit) seen += coarsenLevel(level, now, limit - seen);
    return seen;
  };
}

function prepareStatements(db: Database) {
  return {
    between: db.prepare<Row, [from: number, end: number, stepMinutes: number, limit: number]>(`
      select a.account, a.webhook, a.minute, ${ACTIVITY_COLUMNS} from activity a
       where a.minute >= ? and a.minute < ? and a.minute % ? <> 0 order by a.minute limit ?`),
    remove: db.prepare("delete from activity where account = ? and webhook = ? and minute = ?"),
  };
}
