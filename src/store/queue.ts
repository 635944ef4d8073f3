import type { Claim, ClaimedDelivery, HeldReason, Lease } from "../core/delivery.ts";
import type { Settlement } from "../core/settle.ts";
import type { EpochMs, Millis } from "../core/time.ts";
import type { AttemptRecord, SentRequest } from "./deliveries.ts";
import type { Walk } from "./walk.ts";

/** One attempt and what came of it, to be recorded together. */
export interface SettledAttempt {
  readonly delivery: ClaimedDelivery;
  readonly attempt: AttemptRecord;
  readonly request: SentRequest;
  readonly settlement: Settlement;
  readonly at: EpochMs;
  /** The UTC day that the delivery counts for, when this was its first attempt. */
  readonly countedDay: number | null;
}
/**
 * `"again"`: a redelivery was asked for during the attempt, so the delivery is due at once, whatever came of it.
 * `"canceled"`: it was discarded during the attempt, which is recorded, and is the last.
 * `"stale"`: the delivery had another owner, or was gone, and no row changed.
 */
export type Guarded = "done" | "again" | "canceled" | "stale";

/** The job table: who may attempt what, and when. */
export interface QueueStore {
  /**
   * Every webhook that has unclaimed deliveries with a due time, with the earliest of the pending ones, and once more with the
   * earliest of those held for the day.
   */
  dueWebhooks(): Promise<readonly { readonly webhook: number; readonly dueAt: EpochMs }[]>;
  /** Claims up to `limit` deliveries of a webhook that are due, earliest first, with their bodies where these are small; `nextDueAt` is of what it left. */
  claim(
    webhook: number,
    now: EpochMs,
    limit: number,
    lease: Lease,
  ): Promise<{ readonly claimed: readonly ClaimedDelivery[]; readonly nextDueAt: EpochMs | null }>;
  /**
   * Records the attempt, moves the delivery, and fails the webhook where the settlement says so. One that is repeated, because the
   * disk failed late, is `"done"` if it had been recorded, and is not recorded again.
   */
  settle(settled: SettledAttempt): Promise<Guarded>;
  /** Gives claimed deliveries back: pending as they were. */
  release(claims: readonly Claim[]): Promise<void>;
  /** Gives back all that a lease holds, for who was refused the claim and does not know what that took, if anything. How many it were. */
  releaseAll(lease: Lease): Promise<number>;
  /**
   * Holds claimed deliveries. `dueAt` is the end of a daily limit's hold; one of which a redelivery was asked for meanwhile does not
   * count for the day, and is released instead.
   */
  hold(deliveries: readonly ClaimedDelivery[], reason: HeldReason, dueAt: EpochMs | null, at: EpochMs): Promise<void>;
  /** Holds up to `limit` unclaimed pending deliveries of a webhook that was stopped; how many it were. Call until it is less. */
  holdWaiting(webhook: number, reason: HeldReason, at: EpochMs, limit: number): Promise<number>;
  /** Holds `until` another day what is due of a webhook, unclaimed, and would count, and what was held until now. */
  holdForDay(webhook: number, until: EpochMs): Walk;
  /** Every webhook that has held deliveries. */
  heldWebhooks(): Promise<readonly number[]>;
  /** Makes up to `limit` deliveries held because the webhook was stopped due now, with a fresh schedule. Call until it is less. */
  letGo(webhook: number, now: EpochMs, limit: number): Promise<number>;
  /**
   * The wall clock was just set: forward by `by` milliseconds, or back by as many where `by` is negative. The due times of all
   * pending deliveries and the ends of all leases move along at once, whatever waits to be written, so that each wait stays as long
   * as it was. The end of a daily limit's hold stays: it is a time of day. Stored with the next write, for which nobody has to wait.
   */
  moveDue(by: Millis): void;
  /**
   * With whom ingest keeps pace: where `started` grows fast, little more is taken in with a commit than it has grown by, or an eighth of
   * what waits.
   */
  keepPaceWith(started: () => number): void;
  /** Frees every lease that ran out, or with `null` every lease: what a start does once it owns the folder. How many it were. */
  freeLeases(expiredBefore: EpochMs | null): Promise<number>;
}
