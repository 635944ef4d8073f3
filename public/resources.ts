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

export const DELIVERY_STATUSES = ["pending", "held", "delivered", "failed", "canceled"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export type AttemptError =
  | "timeout"
  | "dns"
  | "refused"
  | "reset"
  | "tls"
  | "blocked_address"
  | "redirect"
  | "http_status"
  | "invalid_response"
  | "interrupted";

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
}

export interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** The figures of an account, or with an operator's key of all. */
export interface Stats {
  /** Whose figures these are; null is all accounts'. */
  readonly account_id: string | null;
  /** Of the window, tests left out. */
  readonly attempts: { readonly succeeded: number; readonly failed: number };
  /** Now. */
  readonly deliveries: {
    readonly pending: number;
    readonly held: number;
    readonly failed: number;
    readonly oldest_due_at: string | null;
  };
  readonly limits: { readonly deliveries_per_webhook_per_day: number };
}
