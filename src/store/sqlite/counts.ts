import type { Database } from "bun:sqlite";
import type { DeliveryState } from "../../core/delivery.ts";
import { type EpochMs, MINUTE } from "../../core/time.ts";
import type { Coalesced } from "./transaction.ts";

/** Counters of webhooks, and of minutes, summed up in memory and written once a transaction. Tests are left out. */
export interface Counts extends Coalesced {
  /** Deliveries of a webhook went from one state to another; `null` is before their beginning. */
  moved(webhook: number, from: DeliveryState | null, to: DeliveryState, test: boolean | number, count?: number): void;
  attempted(webhook: number, startedAt: EpochMs, responseTimeMs: number, succeeded: boolean): void;
  /** A delivery counted for the UTC day. */
  countedForDay(webhook: number, day: number): void;
  accepted(account: number, at: EpochMs): void;
}

interface WebhookDelta {
  readonly states: Record<DeliveryState, number>;
  day: number;
  dayCount: number;
  lastTriggeredAt: EpochMs | null;
  minutes: Map<number, { succeeded: number; failed: number; responseTimeMs: number }>;
}

export function createCounts(db: Database): Counts {
  const sql = prepareStatements(db);
  const webhooks = new Map<number, WebhookDelta>();
  const intake = new Map<string, { minute: number; account: number; accepted: number }>();

  function deltaOf(webhook: number): WebhookDelta {
    let delta = webhooks.get(webhook);
    if (!delta) {
      const states = { pending: 0, held: 0, delivered: 0, failed: 0, canceled: 0 };
      delta = { states, day: 0, dayCount: 0, lastTriggeredAt: null, minutes: new Map() };
      webhooks.set(webhook, delta);
    }
    return delta;
  }

  return {
    moved(webhook, from, to, test, count = 1) {
      if (test) return;
      const { states } = deltaOf(webhook);
      if (from !== null) states[from] -= count;
      states[to] += count;
    },
    attempted(webhook, startedAt, responseTimeMs, succeeded) {
      const delta = deltaOf(webhook);
      delta.lastTriggeredAt = Math.max(delta.lastTriggeredAt ?? 0, startedAt);
      const minute = Math.floor(startedAt / MINUTE);
      const sums = delta.minutes.get(minute) ?? { succeeded: 0, failed: 0, responseTimeMs: 0 };
      sums[succeeded ? "succeeded" : "failed"]++;
      sums.responseTimeMs += responseTimeMs;
      delta.minutes.set(minute, sums);
    },
    countedForDay(webhook, day) {
      const delta = deltaOf(webhook);
      if (day > delta.day) Object.assign(delta, { day, dayCount: 0 });
      if (day === delta.day) delta.dayCount++;
    },
    accepted(account, at) {
      const minute = Math.floor(at / MINUTE);
      const key = `${minute}/${account}`;
      const sum = intake.get(key) ?? { minute, account, accepted: 0 };
      sum.accepted++;
      intake.set(key, sum);
    },
    apply() {
      for (const [webhook, { states, day, dayCount, lastTriggeredAt, minutes }] of webhooks) {
        const { pending, held, delivered, failed } = states;
        sql.webhook.run(pending, held, delivered, failed, day, dayCount, lastTriggeredAt, webhook);
        for (const [minute, sums] of minutes) {
          sql.minute.run(minute, webhook, sums.succeeded, sums.failed, sums.responseTimeMs);
        }
      }
      for (const { minute, account, accepted } of intake.values()) sql.intake.run(minute, account, accepted);
      this.clear();
    },
    clear() {
      webhooks.clear();
      intake.clear();
    },
  };
}

function prepareStatements(db: Database) {
  return {
    webhook: db.prepare(`
      update webhook_counts
         set pending = pending + ?1, held = held + ?2, delivered = delivered + ?3, failed = failed + ?4,
             day_count = case when ?5 > day then ?6 when ?5 = day then day_count + ?6 else day_count end,
             day = max(day, ?5),
             last_triggered_at = max(coalesce(last_triggered_at, 0), coalesce(?7, last_triggered_at))
       where webhook = ?8`),
    minute: db.prepare(`
      insert into activity (minute, webhook, succeeded, failed, response_time_ms) values (?, ?, ?, ?, ?)
          on conflict do update set succeeded = succeeded + excluded.succeeded, failed = failed + excluded.failed,
             response_time_ms = response_time_ms + excluded.response_time_ms`),
    intake: db.prepare(`
      insert into intake (minute, account, accepted) values (?, ?, ?)
          on conflict do update set accepted = accepted + excluded.accepted`),
  };
}
