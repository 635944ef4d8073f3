import { inBatches } from "../actions/batches.ts";
import { type ClaimedDelivery, countsForDay, type HeldReason, heldBecause } from "../core/delivery.ts";
import { type Clock, nextUtcMidnight } from "../core/time.ts";
import { webhookStatus } from "../core/webhook.ts";
import type { Store } from "../store/store.ts";
import type { Feeder } from "./feeder.ts";
import { type Lane, memoryShare, nextChange } from "./lane.ts";
import { keptBytes, type Memory } from "./memory.ts";
import type { PatientWrites } from "./patient-writes.ts";

export interface PausesDeps {
  readonly store: Pick<Store, "queue" | "webhooks">;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly feeder: Feeder;
  readonly writes: PatientWrites;
}

/** Keeps deliveries from being attempted: for a moment, while a webhook is stopped, or until the day is over. */
export interface Pauses {
  /** Calls `run` while nothing of the lane waits in memory. */
  whileInTable<Result>(lane: Lane, run: () => Promise<Result>): Promise<Result>;
  /** Holds all that waits of a webhook that was stopped; of a deleted one there is nothing to hold. */
  stop(lane: Lane): Promise<void>;
  /** Makes due what was held because the webhook was stopped. */
  resume(lane: Lane): Promise<void>;
  /** Gives claimed deliveries back to the table. */
  release(lane: Lane, deliveries: readonly ClaimedDelivery[]): Promise<void>;
  /** Holds a claimed delivery: its webhook is stopped, or has used up its day. */
  hold(lane: Lane, delivery: ClaimedDelivery, reason: "stopped" | "daily_limit"): Promise<void>;
  /** Gives back what a lane that stopped answering holds beyond its share of the memory. */
  shed(lane: Lane): Promise<void>;
}

export function createPauses({ store, clock, memory, feeder, writes }: PausesDeps): Pauses {
  const { queue } = store;

  function takeWaiting(lane: Lane, picks: (delivery: ClaimedDelivery) => boolean): ClaimedDelivery[] {
    const taken = lane.waiting.take(picks);
    for (const delivery of taken) memory.give(lane, 1, keptBytes(delivery));
    return taken;
  }

  async function emptyInto(lane: Lane): Promise<void> {
    while (lane.reserved > 0 || lane.claiming || lane.waiting.length > 0) {
      const waiting = takeWaiting(lane, () => true);
      if (waiting.length > 0) await writes.store(() => queue.release(waiting));
      else await nextChange(lane);
    }
  }

  async function whileInTable<Result>(lane: Lane, run: () => Promise<Result>): Promise<Result> {
    lane.pauses++;
    try {
      await emptyInto(lane);
      return await run();
    } finally {
      lane.pauses--;
      feeder.wake(lane, clock.now());
    }
  }

  async function release(lane: Lane, deliveries: readonly ClaimedDelivery[]): Promise<void> {
    await writes.store(() => queue.release(deliveries));
    feeder.wake(lane, clock.now());
  }

  /** All that would count for the day waits for the next one. */
  async function holdForDay(lane: Lane, delivery: ClaimedDelivery): Promise<void> {
    const now = clock.now();
    const midnight = nextUtcMidnight(now);
    const counting = [delivery, ...takeWaiting(lane, countsForDay)];
    await writes.store(() => queue.hold(counting, "daily_limit", midnight, now));
    await inBatches((limit) => queue.holdWaiting(lane.webhook, "daily_limit", midnight, now, limit));
    feeder.wake(lane, midnight);
  }

  return {
    whileInTable,
    release,
    stop: (lane) =>
      whileInTable(lane, async () => {
        const reason = await stopReason(store, lane);
        if (reason === null) return;
        await inBatches((limit) => queue.holdWaiting(lane.webhook, reason, null, clock.now(), limit));
      }),
    async resume(lane) {
      await inBatches((limit) => queue.letGo(lane.webhook, clock.now(), limit));
      feeder.wake(lane, clock.now());
    },
    async hold(lane, delivery, reason) {
      if (reason === "daily_limit") return holdForDay(lane, delivery);
      const stopped = await stopReason(store, lane);
      if (stopped === null) return release(lane, [delivery]);
      await writes.store(() => queue.hold([delivery], stopped, null, clock.now()));
    },
    async shed(lane) {
      const keep = memoryShare(lane);
      let seen = 0;
      const surplus = takeWaiting(lane, () => ++seen > keep);
      if (surplus.length > 0) await release(lane, surplus);
    },
  };
}

/** Why the webhook is stopped; `null` when it is running, or gone with all its deliveries. */
async function stopReason(store: Pick<Store, "webhooks">, lane: Lane): Promise<HeldReason | null> {
  const webhook = await store.webhooks.get(lane.webhook);
  return webhook ? heldBecause(webhookStatus(webhook)) : null;
}
