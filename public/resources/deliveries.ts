/* Deliveries as the API answers them, as far as the page reads them. Times are RFC 3339 in UTC. */

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
