import type { Attempt } from "./attempt.ts";
import type { EpochMs, Millis } from "./time.ts";
import type { WebhookStatus } from "./webhook.ts";

export const DELIVERY_STATES = ["pending", "held", "delivered", "failed", "canceled"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
export type HeldReason = "webhook_disabled" | "webhook_failed" | "daily_limit";
export type DeliveryFailure = "exhausted" | "gone" | "expired";
export type Trigger = "event" | "test" | "redelivery";

/** One event for one webhook, with its attempts so far. `row` is the store's own handle. */
export interface Delivery {
  readonly row: number;
  readonly id: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly webhookId: string;
  readonly state: DeliveryState;
  readonly heldReason: HeldReason | null;
  readonly failureReason: DeliveryFailure | null;
  readonly trigger: Trigger;
  readonly createdAt: EpochMs;
  /** When a pending delivery is due, or a delivery held for the daily limit is let go. */
  readonly dueAt: EpochMs | null;
  readonly attempts: readonly Attempt[];
}

/** The right to attempt a delivery. Whoever settles it shows the token; a stale one changes no row. */
export interface Lease {
  readonly token: number;
  /** When it ends, by the wall clock of that moment: for the store, which moves its copy along when that clock is set. */
  readonly until: EpochMs;
  /** The same by the monotonic clock: for the owner, whose copy nobody moves. */
  readonly untilMonotonic: Millis;
}

/** A delivery in the hands of the process that may attempt it. */
export interface ClaimedDelivery {
  readonly row: number;
  readonly id: string;
  readonly event: number;
  readonly eventType: string;
  readonly webhook: number;
  readonly trigger: Trigger;
  /** Of a test event: attempted once, counted nowhere, and no consequence for its webhook, redelivered or not. */
  readonly test: boolean;
  /** Attempts made so far. */
  readonly attempts: number;
  /** Attempts made before the retry schedule in force began: redelivery and recovery start a fresh one. */
  readonly scheduleBase: number;
  readonly dueAt: EpochMs;
  /** Since when it had waited for another day when it was claimed; `null` when it had not. */
  readonly heldSince: EpochMs | null;
  readonly lease: Lease;
  /** Bytes of the request body. */
  readonly bodyBytes: number;
  /** The request body where memory holds it; otherwise it is read when the attempt gets its slot. */
  readonly body: string | null;
}

/** What the owner of a delivery shows to let go of it. */
export type Claim = Pick<ClaimedDelivery, "row" | "webhook" | "lease">;

/** Why a webhook in this state keeps its deliveries from being attempted; `null` when it does not. */
export function heldBecause(status: WebhookStatus): HeldReason | null {
  if (status === "disabled") return "webhook_disabled";
  return status === "failed" ? "webhook_failed" : null;
}

/** A delivery counts for its webhook's day once, when its first attempt begins. */
export function countsForDay(delivery: Pick<ClaimedDelivery, "attempts" | "trigger">): boolean {
  return delivery.attempts === 0 && delivery.trigger === "event";
}
