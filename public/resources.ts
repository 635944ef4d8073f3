/** What the API answers, as far as the page reads it. Times are RFC 3339 in UTC. */

export type WebhookStatus = "active" | "disabled" | "failed";

export interface Webhook {
  readonly id: string;
  readonly account_id: string;
  readonly url: string;
  readonly description: string | null;
  readonly events: readonly string[];
  readonly enabled: boolean;
  readonly status: WebhookStatus;
  readonly created_at: string;
  readonly last_triggered: string | null;
  /** 0.0 to 1.0 over the webhook's life. */
  readonly delivery_success_rate: number;
  readonly failed_at: string | null;
  readonly failure_reason: "exhausted" | "gone" | null;
  readonly deliveries_today: number;
  readonly managed_by: "api" | "config";
  /** What it shows to endpoints that ask who calls. */
  readonly client_certificate: { readonly subject: string; readonly expires_at: string } | null;
}

/** In the answer to its registration: the secret is there, once, when it was made by the server. */
export interface NewWebhook extends Webhook {
  readonly secret?: string;
}

export interface RotatedSecret {
  /** Only when it was made by the server. */
  readonly secret?: string;
  readonly previous_secret_expires_at: string;
}

export const DELIVERY_STATUSES = ["pending", "held", "delivered", "failed", "canceled"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export const ATTEMPT_ERRORS = [
  "timeout",
  "dns",
  "refused",
  "reset",
  "tls",
  "blocked_address",
  "redirect",
  "http_status",
  "invalid_response",
  "interrupted",
] as const;
export type AttemptError = (typeof ATTEMPT_ERRORS)[number];

export type Headers = Readonly<Record<string, string>>;

export interface EndpointAnswer {
  readonly headers: Headers;
  readonly body: string;
  readonly truncated: boolean;
}

export interface Attempt {
  readonly number: number;
  readonly started_at: string;
  readonly status_code: number | null;
  readonly response_time_ms: number;
  readonly error: AttemptError | null;
}

export interface AnsweredAttempt extends Attempt {
  /** `null` when the endpoint gave no answer. */
  readonly response: EndpointAnswer | null;
}

export interface Delivery {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly webhook_id: string;
  readonly status: DeliveryStatus;
  readonly held_reason: "webhook_disabled" | "webhook_failed" | "daily_limit" | null;
  readonly failure_reason: "exhausted" | "gone" | "expired" | null;
  readonly trigger: "event" | "test" | "redelivery";
  readonly created_at: string;
  readonly next_attempt_at: string | null;
  readonly attempts: readonly Attempt[];
}

/** A single delivery's answer. Before the first attempt the request is what is known of it. */
export interface DeliveryDetail extends Omit<Delivery, "attempts"> {
  readonly request: { readonly url: string; readonly headers: Headers; readonly body: string };
  readonly attempts: readonly AnsweredAttempt[];
}

export interface EventType {
  readonly type: string;
  readonly description: string;
  readonly example: unknown;
}

export interface Account {
  readonly id: string;
  readonly name: string | null;
  readonly created_at: string;
  readonly managed_by: "api" | "config";
}

/** An API key of an account, without the key itself. */
export interface ApiKey {
  readonly id: string;
  readonly name: string | null;
  readonly last4: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly managed_by: "api" | "config";
}
export interface NewApiKey extends ApiKey {
  readonly key: string;
}

/** What came of an event for one webhook. */
export type DeliveryOfEvent = Pick<Delivery, "id" | "webhook_id" | "status">;

export interface AcceptedEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly deliveries: readonly DeliveryOfEvent[];
}
export interface Event extends AcceptedEvent {
  readonly account_id: string;
  readonly created_at: string;
}

export interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

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

/** What the server itself is in trouble with. */
export interface Finding {
  readonly code:
    | "dispatcher_stalled"
    | "storage_failing"
    | "storage_full"
    | "disk_nearly_full"
    | "backlog_growing"
    | "clock_jumped";
  readonly severity: "critical" | "warning";
  /** With what to do. */
  readonly detail: string;
}

/** A setting in force, secrets hidden, and who said so. */
export interface Setting {
  readonly path: string;
  readonly value: unknown;
  readonly origin: "default" | "file" | "environment" | "flag" | "dev";
  readonly source: string | null;
}

/** How the appliance itself is. */
export interface System {
  readonly version: string;
  readonly bun_version: string;
  readonly started_at: string;
  readonly data_folder: string;
  readonly storage: {
    readonly status: "ok" | "full" | "failing";
    readonly bytes: number;
    readonly max_bytes: number | null;
    readonly growth_bytes_per_day: number | null;
    readonly disk_bytes: number | null;
    readonly free_disk_bytes: number | null;
    readonly page_size: number;
    readonly page_count: number;
    readonly freelist_count: number;
  };
  readonly dispatcher: {
    readonly running: boolean;
    readonly attempts_in_flight: number;
    readonly slots: number;
    readonly pending: number;
    readonly held: number;
    readonly oldest_due_at: string | null;
    readonly clock_jump: { readonly at: string; readonly by_ms: number } | null;
  };
  readonly event_loop_lag_ms: number;
  readonly configuration: readonly Setting[];
  readonly findings: readonly Finding[];
}
