import { inBatches } from "../actions/batches.ts";
import { type Claim, type ClaimedDelivery, countsForDay } from "../core/delivery.ts";
import { type Clock, nextUtcMidnight } from "../core/time.ts";
import type { Store } from "../store/store.ts";
import type { Feeder } from "./feeder.ts";
import { keepBusy, type Lane, memoryShare } from "./lane.ts";
import { keptBytes, type Memory } from "./memory.ts";
import type { PatientWrites } from "./patient-writes.ts";
import { stopReason } from "./stop-reason.ts";

export interface TakebackDeps {
  readonly store: Pick<Store, "queue" | "webhooks">;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly feeder: Feeder;
  readonly writes: PatientWrites;
}

/** Takes deliveries that were claimed back into the table. */
export interface Takeback {
  /** Takes out of memory what the test picks; what becomes of it is the caller's. */
  takeWaiting(lane: Lane, picks: (delivery: ClaimedDelivery) => boolean): readonly ClaimedDelivery[];
  /** They are pending as they were. */
  release(lane: Lane, claims: readonly Claim[]): Promise<void>;
  /** Holds a delivery: its webhook is stopped, or has used up its day. */
  hold(lane: Lane, delivery: ClaimedDelivery, reason: "stopped" | "daily_limit"): Promise<void>;
  /** Gives back what a lane that stopped answering holds beyond its share of the memory. */
  shed(lane: Lane): Promise<void>;
}

export function createTakeback({ store, clock, memory, feeder, writes }: TakebackDeps): Takeback {
  const { queue } = store;

  function takeWaiting(lane: Lane, picks: (delivery: ClaimedDelivery) => boolean): ClaimedDelivery[] {
    const taken = lane.waiting.take(picks);
    for (const delivery of taken) memory.give(lane, 1, keptBytes(delivery));
    return taken;
  }

  async function release(lane: Lane, claims: readonly Claim[]): Promise<void> {
    await keepBusy(lane, () => writes.store(() => queue.release(claims)));
    feeder.wake(lane, clock.now());
  }

  /** All that would count for the day waits for the next one. */
  async function holdForDay(lane: Lane, delivery: ClaimedDelivery): Promise<void> {
    const now = clock.now();
    const midnight = nextUtcMidnight(now);
    const counting = [delivery, ...takeWaiting(lane, countsForDay)];
    await writes.store(() => queue.hold(counting, "daily_limit", midnight, now));
    const holdSome = queue.holdForDay(lane.webhook, midnight);
    await inBatches((limit) => writes.storeSome(async () => (await holdSome(now, limit)).looked));
    feeder.wake(lane, clock.now());
  }

  async function holdStopped(lane: Lane, delivery: ClaimedDelivery): Promise<void> {
    await writes.store(async () => {
      const reason = await stopReason(store, lane);
      await (reason === null ? queue.release([delivery]) : queue.hold([delivery], reason, null, clock.now()));
    });
    feeder.wake(lane, clock.now());
  }

  return {
    takeWaiting,
    release,
    hold: (lane, delivery, reason) =>
      keepBusy(lane, () => (reason === "daily_limit" ? holdForDay(lane, delivery) : holdStopped(lane, delivery))),
    async shed(lane) {
      const keep = memoryShare(lane);
      let seen = 0;
      const surplus = takeWaiting(lane, () => ++seen > keep);
      if (surplus.length > 0) await release(lane, surplus);
    },
  };
}
