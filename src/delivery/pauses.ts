import { inBatches } from "../actions/batches.ts";
import type { Clock } from "../core/time.ts";
import type { Store } from "../store/store.ts";
import type { Feeder } from "./feeder.ts";
import { keepBusy, type Lane, nextChange } from "./lane.ts";
import type { PatientWrites } from "./patient-writes.ts";
import { stopReason } from "./stop-reason.ts";
import type { Takeback } from "./takeback.ts";

export interface PausesDeps {
  readonly store: Pick<Store, "queue" | "webhooks">;
  readonly clock: Clock;
  readonly feeder: Feeder;
  readonly writes: PatientWrites;
  readonly takeback: Takeback;
}

/** Keeps a lane from starting anything: for a moment, or while its webhook is stopped. */
export interface Pauses {
  /** Calls `run` while nothing of the lane waits in memory. */
  whileInTable<Result>(lane: Lane, run: () => Promise<Result>): Promise<Result>;
  /** Holds all that waits of a webhook that was stopped; of a deleted one there is nothing to hold. */
  stop(lane: Lane): Promise<void>;
  /** Makes due what was held because the webhook was stopped. */
  resume(lane: Lane): Promise<void>;
}

export function createPauses({ store, clock, feeder, writes, takeback }: PausesDeps): Pauses {
  const { queue } = store;

  async function emptyInto(lane: Lane): Promise<void> {
    while (lane.reserved > 0 || lane.claiming || lane.waiting.length > 0) {
      const waiting = takeback.takeWaiting(lane, () => true);
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

  return {
    whileInTable,
    stop: (lane) =>
      whileInTable(lane, async () => {
        await inBatches((limit) =>
          writes.storeSome(async () => {
            // Asked at each write, repeated ones too: enabled meanwhile, the rest stays as it is.
            const reason = await stopReason(store, lane);
            return reason === null ? 0 : queue.holdWaiting(lane.webhook, reason, clock.now(), limit);
          }),
        );
      }),
    resume: (lane) =>
      keepBusy(lane, async () => {
        await inBatches((limit) =>
          writes.storeSome(async () => {
            const stopped = (await stopReason(store, lane)) !== null;
            return stopped ? 0 : queue.letGo(lane.webhook, clock.now(), limit);
          }),
        );
        feeder.wake(lane, clock.now());
      }),
  };
}
