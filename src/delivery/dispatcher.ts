import type { Dispatch } from "../actions/dispatch.ts";
import type { EpochMs, Millis } from "../core/time.ts";
import { createEngine, type EngineDeps } from "./engine.ts";

export interface DispatcherFigures {
  readonly inFlight: number;
  /** Deliveries that wait in memory. */
  readonly waiting: number;
  readonly lanes: number;
}

/** The delivery engine: who is attempted next, and when. The table is the truth; what it holds in memory is a hint. */
export interface Dispatcher extends Dispatch {
  /** The wall clock, of which jumps are noticed: due times are made from no other. */
  readonly now: () => EpochMs;
  /** Finds what is due in the table and begins. */
  start(): Promise<void>;
  /** Finds what became due without a wake-up. */
  poll(): Promise<void>;
  /**
   * Starts nothing more, waits up to `patience` for what is in flight, and interrupts the rest. Resolves with the number of
   * writes that the storage did not take until the end.
   */
  drain(patience: Millis): Promise<number>;
  /** Forgets webhooks with nothing to do. */
  tidy(): void;
  /** Whether it still looks after the table. */
  alive(): boolean;
  /** Whether it has something to record that the storage does not take. */
  troubled(): boolean;
  /** Attempts that ever started. */
  started(): number;
  figures(): DispatcherFigures;
}

export function createDispatcher(deps: EngineDeps): Dispatcher {
  const { lanes, feeder, takeback, pauses, runner, polling, ...engine } = createEngine(deps);
  const { laneOf } = lanes;

  return {
    ...engine.admission,
    now: engine.clock.now,
    release(claims) {
      for (const [webhook, own] of Map.groupBy(claims, (claim) => claim.webhook))
        takeback.release(laneOf(webhook), own).catch(deps.onFault);
    },
    wake: (webhook, dueAt) => feeder.wake(laneOf(webhook), dueAt),
    stop: (webhook) => pauses.stop(laneOf(webhook)),
    resume: (webhook) => pauses.resume(laneOf(webhook)),
    whileInTable: (webhook, run) => pauses.whileInTable(laneOf(webhook), run),
    lease: () => engine.newLease(engine.clock.now()),
    attemptNow: runner.attemptNow,
    async start() {
      await polling.start();
      // Enabling one may have been cut off when only a part was let go.
      for (const webhook of await deps.store.queue.heldWebhooks()) await pauses.resume(laneOf(webhook));
    },
    poll: polling.poll,
    alive: polling.alive,
    troubled: () => engine.writes.troubled > 0,
    async drain(patience) {
      engine.close();
      let cancel: (() => void) | undefined;
      const enough = new Promise<void>((resolve) => {
        cancel = deps.clock.after(patience, resolve);
      });
      await Promise.race([runner.idle(), enough]);
      cancel?.();
      deps.sender.interruptAll();
      const lost = engine.writes.giveUp();
      await runner.idle();
      return lost;
    },
    tidy: lanes.tidy,
    started: () => runner.started,
    figures: () => ({ inFlight: engine.slots.count, waiting: engine.memory.count, lanes: lanes.size }),
  };
}
