import type { ClaimedDelivery, Lease } from "../core/delivery.ts";
import type { EpochMs } from "../core/time.ts";

/** What the actions ask of the delivery engine. `delivery/` implements it; `app.ts` brings the two together. */
export interface Dispatch {
  /**
   * Asks for room in memory for a fresh delivery. With a lease the caller stores the delivery claimed, then calls
   * `accept`, or `forgo` when the store refused. Without one it stores it unclaimed and calls `wake`.
   */
  reserve(webhook: number, bodyBytes: number): Lease | undefined;
  accept(delivery: ClaimedDelivery): void;
  forgo(webhook: number, bodyBytes: number): void;
  /** The table has an unclaimed delivery of this webhook that is due at `dueAt`. */
  wake(webhook: number, dueAt: EpochMs): void;
  /**
   * The webhook was stopped, changed or deleted: what waits in memory is judged anew. Resolves when the table shows the
   * waiting deliveries as held; attempts in flight end by themselves.
   */
  stop(webhook: number): Promise<void>;
  /** The webhook may deliver again: what was held for it goes out now. Resolves when the table shows it. */
  resume(webhook: number): Promise<void>;
  /** Makes one attempt now, past the lanes and the daily limit, and resolves when it is recorded. */
  attemptNow(delivery: ClaimedDelivery): Promise<void>;
  /** A lease for `attemptNow`. */
  lease(): Lease;
  /** The deliveries that are waiting in memory and may be taken out by a discard go back to the table. */
  giveBack(webhook: number): Promise<void>;
}
