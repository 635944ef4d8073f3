import type { ClaimedDelivery, Lease } from "../core/delivery.ts";
import type { Clock, EpochMs } from "../core/time.ts";
import { mayBeStored } from "../store/faults.ts";
import type { Store } from "../store/store.ts";
import type { PatientWrites } from "./patient-writes.ts";

export interface ClaimDeps {
  readonly store: Pick<Store, "queue">;
  readonly clock: Pick<Clock, "now">;
  readonly writes: Pick<PatientWrites, "store">;
  newLease(now: EpochMs): Lease;
  onFault(fault: unknown): void;
}

/** Deliveries that were claimed, and when the next is due of those left in the table. */
export interface Claimed {
  readonly claimed: readonly ClaimedDelivery[];
  readonly nextDueAt: EpochMs | null;
}

/**
 * Claims what is due of a webhook. A claim that the disk failed late may be there all the same, and nobody knows of what: it comes
 * back empty when all that it took has been given back.
 */
export async function claimDue(deps: ClaimDeps, webhook: number, limit: number): Promise<Claimed> {
  const { clock, writes, onFault } = deps;
  const { queue } = deps.store;
  // Read once: a clock that is set between two readings would bring forward what it claims, or end its lease.
  const now = clock.now();
  const lease = deps.newLease(now);
  try {
    return await queue.claim(webhook, now, limit, lease);
  } catch (fault) {
    if (!mayBeStored(fault)) throw fault;
    onFault(fault);
  }
  await writes.store(() => queue.releaseAll(lease));
  return { claimed: [], nextDueAt: clock.now() };
}
