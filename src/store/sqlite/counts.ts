import type { Database } from "bun:sqlite";
import { type Activity, addActivity, countAttempt, noActivity } from "../../core/activity.ts";
import type { Attempt } from "../../core/attempt.ts";
import type { DeliveryState } from "../../core/delivery.ts";
import { type EpochMs, MINUTE } from "../../core/time.ts";
import { createAddActivity, EVERYBODY, WHOLE_ACCOUNT } from "./activity-rows.ts";
import type { Coalesced } from "./transaction.ts";

/** Counters of webhooks, and of minutes, summed up in memory and written once a transaction. Tests are left out. */
export interface Counts extends Coalesced {
  /** Deliveries of a webhook went from one state to another; `null` is before their beginning. */
  moved(webhook: number, from: DeliveryState | null, to: DeliveryState, test: boolean | number, count?: number): void;
  attempted(webhook: number, attempt: CountedAttempt): void;
  /** A delivery counted for the UTC day. */
  countedForDay(webhook: number, day: number): void;
  accepted(account: number, at: EpochMs): void;
}

type CountedAttempt = Pick<Attempt, "startedAt" | "responseTimeMs" | "statusCode" | "error">;
type Minutes = Map<number, Activity>;

interface WebhookDelta {
  readonly states: Record<DeliveryState, number>;
  day: number;
  dayCount: number;
  last: CountedAttempt | null;
  readonly minutes: Minutes;
}

/** Webhooks whose accounts are kept in memory. */
const KEPT = 20_000;

export function createCounts(db: Database): Counts {
  const sql = prepareStatements(db);
  const add = createAddActivity(db);
  const webhooks = new Map<number, WebhookDelta>();
  const accounts = new Map<number, Minutes>();
  /** The accounts of webhooks, which stay. */
  const owners = new Map<number, number>();

  function deltaOf(webhook: number): WebhookDelta {
    let delta = webhooks.get(webhook);
    if (!delta) {
      const states = { pending: 0, held: 0, delivered: 0, failed: 0, canceled: 0 };
      delta = { states, day: 0, dayCount: 0, last: null, minutes: new Map() };
      webhooks.set(webhook, delta);
    }
    return delta;
  }

  function minutesOf(account: number): Minutes {
    const minutes = accounts.get(account) ?? new Map();
    accounts.set(account, minutes);
    return minutes;
  }

  function write(webhook: number, { states, day, dayCount, last }: WebhookDelta): void {
    const { pending, held, delivered, failed } = states;
    const attempt = [last?.startedAt ?? null, last?.statusCode ?? null, last?.error ?? null] as const;
    sql.webhook.run(pending, held, delivered, failed, day, dayCount, ...attempt, webhook);
  }

  function accountOf(webhook: number): number {
    const account = owners.get(webhook) ?? sql.account.get(webhook)?.account;
    if (account === undefined) throw new Error("A webhook that is not there was attempted.");
    if (owners.size >= KEPT) owners.clear();
    owners.set(webhook, account);
    return account;
  }

  function writeMinutes(webhook: number, minutes: Minutes): void {
    if (minutes.size === 0) return;
    const account = accountOf(webhook);
    for (const [minute, activity] of minutes) {
      add([account, webhook], minute, activity);
      for (const whose of [account, EVERYBODY]) addActivity(activityOf(minutesOf(whose), minute), activity);
    }
  }

  return {
    moved(webhook, from, to, test, count = 1) {
      if (test) return;
      const { states } = deltaOf(webhook);
      if (from !== null) states[from] -= count;
      states[to] += count;
    },
    attempted(webhook, attempt) {
      const delta = deltaOf(webhook);
      if (delta.last === null || attempt.startedAt >= delta.last.startedAt) delta.last = attempt;
      countAttempt(activityOf(delta.minutes, minuteOf(attempt.startedAt)), attempt.error, attempt.responseTimeMs);
    },
    countedForDay(webhook, day) {
      const delta = deltaOf(webhook);
      if (day > delta.day) Object.assign(delta, { day, dayCount: 0 });
      if (day === delta.day) delta.dayCount++;
    },
    accepted(account, at) {
      for (const whose of [account, EVERYBODY]) activityOf(minutesOf(whose), minuteOf(at)).accepted++;
    },
    apply() {
      for (const [webhook, delta] of webhooks) {
        write(webhook, delta);
        writeMinutes(webhook, delta.minutes);
      }
      for (const [account, minutes] of accounts) {
        for (const [minute, activity] of minutes) add([account, WHOLE_ACCOUNT], minute, activity);
      }
      this.clear();
    },
    clear() {
      webhooks.clear();
      accounts.clear();
    },
  };
}

function activityOf(minutes: Minutes, minute: number): Activity {
  const activity = minutes.get(minute) ?? noActivity();
  minutes.set(minute, activity);
  return activity;
}

function minuteOf(at: EpochMs): number {
  return Math.floor(at / MINUTE);
}

function prepareStatements(db: Database) {
  return {
    webhook: db.prepare(`
      update webhook_counts
         set pending = pending + ?1, held = held + ?2, delivered = delivered + ?3, failed = failed + ?4,
             day_count = case when ?5 > day then ?6 when ?5 = day then day_count + ?6 else day_count end,
             day = max(day, ?5),
             last_triggered_at = max(coalesce(last_triggered_at, 0), coalesce(?7, last_triggered_at)),
             last_status_code = case when ?7 >= coalesce(last_triggered_at, 0) then ?8 else last_status_code end,
             last_error = case when ?7 >= coalesce(last_triggered_at, 0) then ?9 else last_error end
       where webhook = ?10`),
    account: db.prepare<{ account: number }, [webhook: number]>("select account from webhooks where id = ?"),
  };
}
