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

interface Place {
  readonly minute: number;
  readonly account: number;
  readonly webhook: number;
}
type Row = ActivityRow & Place;

const BEFORE_ALL: Place = { minute: -1, account: 0, webhook: 0 };

export function createCoarsen(db: Database, commit: Pick<GroupCommit, "afterCommit">, add: AddActivity): Coarsen {
  const sql = prepareStatements(db);
  const levels = COARSENING.map((level) => ({ ...level, doneTo: BEFORE_ALL }));

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

  /** On from where the write before ended: what was looked at once is not looked at again before the next start. */
  function coarsenLevel(level: (typeof levels)[number], now: EpochMs, limit: number): number {
    const stepMinutes = level.stepMs / MINUTE;
    const end = startOfStep(now - level.afterMs, level.stepMs) / MINUTE;
    const { minute, account, webhook } = level.doneTo;
    const places = sql.places.all(minute, account, webhook, end, limit);
    const within = places.filter((place) => place.minute % stepMinutes !== 0);
    sumUp(
      within.flatMap((place) => sql.row.get(place.account, place.webhook, place.minute) ?? []),
      stepMinutes,
    );
    const last = places.at(-1);
    if (last) {
      commit.afterCommit(() => {
        level.doneTo = last;
      });
    }
    return places.length;
  }

  return (now, limit) => {
    let seen = 0;
    for (const level of levels) if (seen < limit) seen += coarsenLevel(level, now, limit - seen);
    return seen;
  };
}

function prepareStatements(db: Database) {
  return {
    places: db.prepare<Place, [minute: number, account: number, webhook: number, end: number, limit: number]>(`
      select minute, account, webhook from activity
       where (minute, account, webhook) > (?, ?, ?) and minute < ? order by minute, account, webhook limit ?`),
    row: db.prepare<Row, [account: number, webhook: number, minute: number]>(`
      select a.account, a.webhook, a.minute, ${ACTIVITY_COLUMNS} from activity a
       where a.account = ? and a.webhook = ? and a.minute = ?`),
    remove: db.prepare("delete from activity where account = ? and webhook = ? and minute = ?"),
  };
}
