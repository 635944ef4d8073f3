import { Cron } from "croner";
import { inBatches } from "../actions/batches.ts";
import { type Clock, DAY, type Millis, SECOND } from "../core/time.ts";
import type { QueueStore } from "../store/queue.ts";
import type { UpkeepStore } from "../store/upkeep.ts";
import type { Dispatcher } from "./dispatcher.ts";

/** How long what is done, or held, is kept. */
export interface RetentionPeriods {
  readonly delivered: Millis;
  readonly failed: Millis;
  readonly held: Millis;
}
export interface HousekeepingDeps {
  readonly store: {
    readonly queue: Pick<QueueStore, "freeLeases">;
    readonly upkeep: Pick<UpkeepStore, "expireHeld" | "sweep" | "coarsenActivity" | "sweepLeftovers" | "makeRoom">;
  };
  /** Its clock is the one that due times and leases are made from. */
  readonly dispatcher: Pick<Dispatcher, "now" | "poll" | "tidy" | "troubled">;
  readonly clock: Pick<Clock, "monotonic">;
  readonly retention: RetentionPeriods;
  onFault(fault: unknown): void;
}

export interface Housekeeping {
  /** One round: frees leases that ran out, fails what was held too long, removes what is past its time; all side by side. */
  tidy(): Promise<void>;
  /** Removes what was delivered before its time, where the storage is bounded and little of it is left. */
  makeRoom(): Promise<void>;
  start(): void;
  stop(): void;
}

const TWICE_A_MINUTE = "*/30 * * * * *";
const EVERY_SECOND = "* * * * * *";
/** Rows of one write, and the pause after it: what is delivered meanwhile waits for the one and comes in the other. */
const SWEPT_AT_ONCE = 100;
const PAUSE: Millis = 2;
/** Retention has time, and the disk has others to serve: so long is its pause, until it has gone on for half of the time there is. */
const LONG_PAUSE: Millis = 20;
const UNHURRIED: Millis = 15 * SECOND;
const IDEMPOTENCY_KEPT: Millis = DAY;
/** The longest window of `/v2/stats`, and the one before it. */
const ACTIVITY_KEPT: Millis = 15 * DAY;

export function createHousekeeping(deps: HousekeepingDeps): Housekeeping {
  const { store, dispatcher, clock, retention, onFault } = deps;
  let jobs: Cron[] = [];

  async function freeLeases(): Promise<void> {
    // What could not be recorded yet is not to be attempted again.
    if (dispatcher.troubled()) return;
    if ((await store.queue.freeLeases(dispatcher.now())) > 0) await dispatcher.poll();
  }

  async function expireHeld(): Promise<void> {
    const now = dispatcher.now();
    await inSmallBatches((limit) => store.upkeep.expireHeld(now - retention.held, now, limit), atOnce);
  }

  async function sweep(): Promise<void> {
    const now = dispatcher.now();
    const cutoffs = {
      deliveredBefore: now - retention.delivered,
      failedBefore: now - retention.failed,
      idempotencyBefore: now - IDEMPOTENCY_KEPT,
      activityBefore: now - ACTIVITY_KEPT,
    };
    await inSmallBatches((limit) => store.upkeep.sweep(cutoffs, limit), unhurried(clock));
  }

  async function coarsenActivity(): Promise<void> {
    const now = dispatcher.now();
    await inSmallBatches((limit) => store.upkeep.coarsenActivity(now, limit), unhurried(clock));
  }

  async function sweepLeftovers(): Promise<void> {
    const now = dispatcher.now();
    await inSmallBatches((limit) => store.upkeep.sweepLeftovers(now, limit), atOnce);
  }

  async function forgetLanes(): Promise<void> {
    dispatcher.tidy();
  }

  async function makeRoom(): Promise<void> {
    await inSmallBatches((limit) => store.upkeep.makeRoom(limit), atOnce).catch(onFault);
  }

  /** None of them waits for another: a sweep may take minutes. */
  const duties = [freeLeases, expireHeld, sweep, coarsenActivity, sweepLeftovers, forgetLanes];

  return {
    async tidy() {
      await Promise.all(duties.map((duty) => duty().catch(onFault)));
    },
    makeRoom,
    start() {
      const options = { protect: true, unref: true, catch: onFault };
      jobs = [
        ...duties.map((duty) => new Cron(TWICE_A_MINUTE, options, duty)),
        new Cron(EVERY_SECOND, options, makeRoom),
      ];
    },
    stop() {
      for (const job of jobs) job.stop();
    },
  };
}

const atOnce = (): Millis => PAUSE;

/** The pause of a job that begins now. */
function unhurried({ monotonic }: Pick<Clock, "monotonic">): () => Millis {
  const hurries = monotonic() + UNHURRIED;
  return () => (monotonic() < hurries ? LONG_PAUSE : PAUSE);
}

function inSmallBatches(write: (limit: number) => Promise<number>, pause: () => Millis): Promise<void> {
  return inBatches(async (limit) => {
    const done = await write(limit);
    if (done >= limit) await Bun.sleep(pause());
    return done;
  }, SWEPT_AT_ONCE);
}
