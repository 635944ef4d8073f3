import type { Database } from "bun:sqlite";
import { type Activity, type ActivitySums, addSums, noActivity } from "../../core/activity.ts";
import { addPackedTimes, packTimes } from "./packed-times.ts";

/** Whose activity a row tells: a webhook's, an account's (then the webhook is 0), or everybody's (then both are). */
export type Whose = readonly [account: number, webhook: number];
export const EVERYBODY = 0;
export const WHOLE_ACCOUNT = 0;

/** Adds to a row, and makes it where there is none. Runs within a write. */
export type AddActivity = (whose: Whose, minute: number, activity: Activity) => void;

export interface ActivityRow extends ActivitySums {
  readonly times: Uint8Array;
}

/** An `ActivityRow` of `activity a`. */
export const ACTIVITY_COLUMNS = `a.accepted, a.succeeded, a.rejected, a.timed_out as timedOut, a.unanswered,
  a.response_time_ms as responseTimeMs, a.response_times as times`;

export function addRow(into: Activity, row: ActivityRow): void {
  addSums(into, row);
  addPackedTimes(into.responseTimes, row.times);
}

export function toActivity(row: ActivityRow): Activity {
  const activity = noActivity();
  addRow(activity, row);
  return activity;
}

export function createAddActivity(db: Database): AddActivity {
  const find = db.prepare<{ times: Uint8Array }, [number, number, number]>(
    "select response_times as times from activity where account = ? and webhook = ? and minute = ?",
  );
  const add = db.prepare(`
    insert into activity (account, webhook, minute, accepted, succeeded, rejected, timed_out, unanswered, response_time_ms,
                          response_times)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict do update set accepted = accepted + excluded.accepted, succeeded = succeeded + excluded.succeeded,
           rejected = rejected + excluded.rejected, timed_out = timed_out + excluded.timed_out,
           unanswered = unanswered + excluded.unanswered, response_time_ms = response_time_ms + excluded.response_time_ms,
           response_times = excluded.response_times`);

  return ([account, webhook], minute, { responseTimes, ...sums }) => {
    const { accepted, succeeded, rejected, timedOut, unanswered, responseTimeMs } = sums;
    const times = responseTimes.slice();
    const before = find.get(account, webhook, minute);
    if (before) addPackedTimes(times, before.times);
    const results = [succeeded, rejected, timedOut, unanswered] as const;
    add.run(account, webhook, minute, accepted, ...results, responseTimeMs, packTimes(times));
  };
}
