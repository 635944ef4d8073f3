import type { Claim, ClaimedDelivery, Lease } from "../core/delivery.ts";
import type { EpochMs } from "../core/time.ts";

/** Where a fresh delivery is to wait. */
export type Place =
  | MemoryPlace
  /** In the table: store it unclaimed, then call `wake`. */
  | { readonly kind: "table" }
  /** Its webhook has used up its day: store it held until then, and call `wake` for then. */
  | { readonly kind: "daily_limit"; readonly until: EpochMs };

/** In memory: store it claimed, then hand it over with `accept`, or `forgo` when the store refused. */
export interface MemoryPlace {
  readonly kind: "memory";
  readonly lease: Lease;
  /** Whether the body may stay in memory too; else it is read again when the attempt gets its slot. */
  readonly keepBody: boolean;
}

/** What the actions ask of the delivery engine. `delivery/` implements it; `app.ts` brings the two together. */
export interface Dispatch {
  reserve(webhook: number, bodyBytes: number): Place;
  accept(delivery: ClaimedDelivery): void;
  /** Gives a reserved place back. */
  forgo(webhook: number, place: MemoryPlace, bodyBytes: number): void;
  /** Lets go of deliveries that the table may hold claimed, though the store refused them: as soon as it can be written. */
  release(claims: readonly Claim[]): void;
  /** The table has an unclaimed delivery of this webhook that is due at `dueAt`. */
  wake(webhook: number, dueAt: EpochMs): void;
  /** The webhook was stopped or deleted. Resolves when the table shows its waiting deliveries as held; attempts in flight end by themselves. */
  stop(webhook: number): Promise<void>;
  /** The webhook may deliver again. Resolves when what was held for that is due; it goes out at once. */
  resume(webhook: number): Promise<void>;
  /** Calls `run` while nothing of this webhook waits in memory, so that `run` finds all of it in the table, unclaimed but for attempts in flight. */
  whileInTable<Result>(webhook: number, run: () => Promise<Result>): Promise<Result>;
  /** A claim for `attemptNow`. */
  lease(): Lease;
  /** Makes one attempt now, past the lanes and the daily limit, and resolves when it is recorded. */
  attemptNow(delivery: ClaimedDelivery): Promise<void>;
}
