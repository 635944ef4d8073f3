import type { Attempt } from "./deliveries.ts";

/* Figures as the API answers them, as far as the page reads them. Times are RFC 3339 in UTC. */

export const STATS_WINDOWS = ["1h", "24h", "7d"] as const;
export type StatsWindow = (typeof STATS_WINDOWS)[number];

/** Attempts of a time, tests left out. */
export interface AttemptFigures {
  readonly succeeded: number;
  readonly failed: number;
  /** Of the failed ones: those that an endpoint answered badly, those without an answer in time, and those without any. */
  readonly rejected: number;
  readonly timed_out: number;
  readonly unanswered: number;
  readonly median_response_time_ms: number | null;
}

/** A part of the window, from `at` on. */
export interface Step extends AttemptFigures {
  readonly at: string;
}

interface WindowFigures {
  readonly events: number;
  readonly attempts: AttemptFigures & { readonly p95_response_time_ms: number | null };
}

/** The figures of an account, or with an operator's key of all. */
export interface Stats extends WindowFigures {
  /** Whose figures these are; null is all accounts'. */
  readonly account_id: string | null;
  readonly window: StatsWindow;
  /** The window before this one. */
  readonly previous: WindowFigures;
  /** The whole window in steps, the oldest first. */
  readonly series: readonly Step[];
  /** Now. */
  readonly deliveries: {
    readonly pending: number;
    readonly held: number;
    readonly failed: number;
    readonly oldest_due_at: string | null;
  };
  readonly limits: { readonly deliveries_per_webhook_per_day: number };
}

/** The attempt that began last, tests left out. */
export interface LastAttempt extends Pick<Attempt, "status_code" | "error"> {
  readonly at: string;
}

/** How a webhook does in a window, and what waits for it now. */
export interface WebhookStats {
  readonly webhook_id: string;
  readonly attempts: AttemptFigures & { readonly p95_response_time_ms: number | null };
  readonly last_attempt: LastAttempt | null;
  readonly pending: number;
  readonly held: number;
  readonly failed: number;
  readonly oldest_due_at: string | null;
}
