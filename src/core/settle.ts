import { errorOf, type Outcome } from "./attempt.ts";
import { type ClaimedDelivery, type HeldReason, heldBecause } from "./delivery.ts";
import { retryAfter, retryDelay } from "./retry.ts";
import type { EpochMs, Millis } from "./time.ts";
import type { WebhookFailure, WebhookStatus } from "./webhook.ts";

/** What an attempt's outcome means for its delivery, and for its webhook. */
export type Settlement =
  | { readonly state: "delivered" }
  | { readonly state: "pending"; readonly dueAt: EpochMs; readonly scheduleBase: number }
  | { readonly state: "held"; readonly heldReason: HeldReason; readonly scheduleBase: number }
  | { readonly state: "failed"; readonly failureReason: WebhookFailure; readonly failsWebhook: boolean };

export interface RetryPolicy {
  /** The waits after the first, second, … failed attempt. */
  readonly retries: readonly Millis[];
  readonly onExhausted: "fail-webhook" | "fail-delivery";
}

/**
 * Decides what becomes of a delivery after an attempt. `now` is when the attempt ended: waits count from the failure.
 * An interrupted attempt is our fault, not the endpoint's: it is due again at once and uses up no retry.
 */
export function settle(
  delivery: Pick<ClaimedDelivery, "attempts" | "scheduleBase" | "test">,
  outcome: Outcome,
  now: EpochMs,
  webhook: WebhookStatus,
  policy: RetryPolicy,
): Settlement {
  const error = errorOf(outcome);
  if (error === null) return { state: "delivered" };
  if (delivery.test) return { state: "failed", failureReason: "exhausted", failsWebhook: false };
  if (outcome.kind === "answered" && outcome.response.status === 410) {
    return { state: "failed", failureReason: "gone", failsWebhook: true };
  }

  const interrupted = error === "interrupted";
  const scheduleBase = delivery.scheduleBase + (interrupted ? 1 : 0);
  const delay = interrupted ? 0 : retryDelay(policy.retries, delivery.attempts + 1 - delivery.scheduleBase);
  if (delay === undefined) {
    return { state: "failed", failureReason: "exhausted", failsWebhook: policy.onExhausted === "fail-webhook" };
  }
  const heldReason = heldBecause(webhook);
  if (heldReason !== null) return { state: "held", heldReason, scheduleBase };
  return { state: "pending", dueAt: now + Math.max(delay, askedWait(outcome, now)), scheduleBase };
}

function askedWait(outcome: Outcome, now: EpochMs): Millis {
  if (outcome.kind === "failed") return 0;
  return retryAfter(outcome.response.status, outcome.response.headers["retry-after"], now) ?? 0;
}
