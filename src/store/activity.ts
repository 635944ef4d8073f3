import type { Activity } from "../core/activity.ts";
import type { AttemptError } from "../core/attempt.ts";
import type { EpochMs } from "../core/time.ts";
import type { Page, PageRequest } from "./page.ts";

export interface TimedActivity extends Activity {
  /** Where its time begins: a minute, or as it grows old a step of one of the longer windows (core/activity-window.ts). */
  readonly at: EpochMs;
}
export interface WebhookActivity extends Pick<Totals, "pending" | "held" | "failed" | "oldestDueAt"> {
  readonly webhookId: string;
  readonly activity: Activity;
  /** The latest one that is counted; `null` before the first. */
  readonly lastAttempt: {
    readonly at: EpochMs;
    readonly statusCode: number | null;
    readonly error: AttemptError | null;
  } | null;
}
export interface Totals {
  readonly webhooks: Readonly<Record<"active" | "disabled" | "failed", number>>;
  readonly pending: number;
  readonly held: number;
  readonly delivered: number;
  readonly failed: number;
  /** When the oldest pending delivery was due. */
  readonly oldestDueAt: EpochMs | null;
}
export interface ActivityStore {
  /** What happened from the beginning of a step on, the earliest first; an account's, or with `null` everybody's. */
  since(account: number | null, from: EpochMs): Promise<readonly TimedActivity[]>;
  /** The same, webhook by webhook, summed up; for a page of many it lets others have a turn now and then. */
  ofWebhooks(account: number | null, from: EpochMs, page: PageRequest): Promise<Page<WebhookActivity>>;
  totals(account: number | null): Promise<Totals>;
}
