import type { Attempt, AttemptError, EndpointResponse } from "../core/attempt.ts";
import type { Delivery, DeliveryState } from "../core/delivery.ts";
import type { IdBeginning } from "../core/id-beginning.ts";
import type { EpochMs } from "../core/time.ts";
import type { Page, PageRequest } from "./page.ts";
import type { TimeRange } from "./time-range.ts";
import type { Walk } from "./walk.ts";

/** What was sent, as far as it cannot be worked out again. */
export interface SentRequest {
  readonly url: string;
  /** The values of `X-TaskFlow-Signature` and `webhook-signature`. */
  readonly taskflowSignature: string;
  readonly standardSignature: string;
}
export interface AttemptRecord extends Attempt {
  readonly response: EndpointResponse | null;
}
export interface DeliveryDetail extends Omit<Delivery, "attempts"> {
  readonly attempts: readonly AttemptRecord[];
  /** Of the latest attempt; `null` before the first. */
  readonly request: SentRequest | null;
  readonly body: string;
}
export interface DeliveryFilter extends TimeRange {
  readonly state?: DeliveryState | undefined;
  readonly eventType?: string | undefined;
}
/** What the last attempt came to. A delivery without one is none of those. */
export interface LastAttemptFilter {
  /** From the one to below the other. */
  readonly statusCode?: readonly [from: number, to: number] | undefined;
  readonly error?: AttemptError | undefined;
}
export interface DeliverySearch extends DeliveryFilter, LastAttemptFilter {
  /** The row of a webhook. */
  readonly webhook?: number | undefined;
  /** The whole id of an event. */
  readonly eventId?: string | undefined;
  readonly id?: IdBeginning | undefined;
}
/** Which failed deliveries are sent again. */
export interface RecoveryFilter extends TimeRange, LastAttemptFilter {
  readonly eventType?: string | undefined;
}

export interface DeliveryStore {
  list(webhook: number, filter: DeliveryFilter, page: PageRequest): Promise<Page<Delivery>>;
  /**
   * Those of an account, or with `null` of all, deleted webhooks left out. It looks at a bounded number of rows: a page may have
   * fewer than it was asked for, or none, and yet say where the next one begins.
   */
  search(account: number | null, filter: DeliverySearch, page: PageRequest): Promise<Page<Delivery>>;
  find(webhook: number, id: string): Promise<DeliveryDetail | undefined>;
  /**
   * Makes a delivery due now with a fresh schedule, whatever its state, as a redelivery. One that is in an attempt is due
   * again when that has ended. `undefined` when there is none.
   */
  redeliver(webhook: number, id: string, now: EpochMs): Promise<Delivery | undefined>;
  /** The same for the failed ones of a time, expired ones among them, tests not. One that fails again meanwhile stays failed. */
  recover(webhook: number, filter: RecoveryFilter): Promise<Walk>;
  /** Cancels the pending and held ones of a time. */
  discard(webhook: number, range: TimeRange): Promise<Walk>;
  /** The same way as `recover` and `discard` would go, but nothing is changed: `changed` is what they would change. */
  wouldRecover(webhook: number, filter: RecoveryFilter): Promise<Walk>;
  wouldDiscard(webhook: number, range: TimeRange): Promise<Walk>;
}
