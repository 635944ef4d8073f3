import type { EpochMs, Millis } from "./time.ts";

/** Why an attempt did not deliver, in the words of the API. */
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

/** What an endpoint answered, cut at the cap. */
export interface EndpointResponse {
  readonly status: number;
  /** Lower-case names; repeated headers are joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The answer was longer than what we read of it. */
  readonly truncated: boolean;
}

/** What one HTTP request came to. A refusal is a fact to record, not an exception. */
export type Outcome =
  | { readonly kind: "answered"; readonly response: EndpointResponse }
  | { readonly kind: "failed"; readonly error: Exclude<AttemptError, "redirect" | "http_status"> };

/** One HTTP request of a delivery, as it is recorded. `number` counts from 1 over the delivery's whole life. */
export interface Attempt {
  readonly number: number;
  readonly startedAt: EpochMs;
  readonly responseTimeMs: Millis;
  readonly statusCode: number | null;
  readonly error: AttemptError | null;
}

/** The error that an outcome is recorded with; `null` means delivered. */
export function errorOf(outcome: Outcome): AttemptError | null {
  if (outcome.kind === "failed") return outcome.error;
  const { status } = outcome.response;
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? "redirect" : "http_status";
}
