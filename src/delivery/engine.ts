import type { RetryPolicy } from "../core/settle.ts";
import { type Clock, MINUTE, type Millis } from "../core/time.ts";
import type { Store } from "../store/store.ts";
import { createAdmission } from "./admission.ts";
import { createAttemptPipe, type RecordedAttempt } from "./attempt.ts";
import { createBudget } from "./budget.ts";
import { createFeeder, type Feeder } from "./feeder.ts";
import { createLanes, type Lanes } from "./lanes.ts";
import { createLeases } from "./leases.ts";
import { createMemory } from "./memory.ts";
import { createPatientWrites } from "./patient-writes.ts";
import { createPauses, type Pauses } from "./pauses.ts";
import { createPolling, type Polling } from "./polling.ts";
import { createRunner, type Runner } from "./runner.ts";
import type { Sender } from "./sender.ts";
import { createSteadyClock } from "./steady-clock.ts";
import { createTakeback } from "./takeback.ts";
import { createTurns } from "./turns.ts";

export interface EngineSettings {
  readonly policy: RetryPolicy;
  /** For one attempt, DNS, connect and TLS included. */
  readonly timeoutMs: Millis;
  /** Attempts in flight, in all and for one webhook. */
  readonly concurrency: number;
  readonly concurrencyPerWebhook: number;
  readonly deliveriesPerDay: number;
}
export interface EngineDeps {
  readonly store: Store;
  readonly sender: Pick<Sender, "send" | "interruptAll">;
  readonly clock: Clock;
  readonly settings: EngineSettings;
  onRecorded(attempt: RecordedAttempt): void;
  /** The wall clock was set forward by `by` milliseconds, or back by as many where `by` is negative. */
  onClockJump(by: Millis): void;
  /** The storage cannot take what the engine has to record: attempts stop until it can. */
  onStorageTrouble(fault: Error): void;
  /** A fault of ours that was survived. */
  onFault(fault: unknown): void;
}
/** Deliveries that wait in memory, and the bytes of their bodies. */
const MEMORY = { count: 20_000, bytes: 64 * 1024 * 1024 };
/** Bytes of the bodies in flight: each is there several times, as a body, as a request, and in its socket's buffers. */
const IN_FLIGHT_BYTES = 32 * 1024 * 1024;

/** Builds the parts of the dispatcher and makes them known to each other. */
export function createEngine(deps: EngineDeps) {
  const { store, settings, onFault } = deps;
  const clock = createSteadyClock(deps.clock, (by) => followJump(by, deps, polling));
  const { concurrency, concurrencyPerWebhook, deliveriesPerDay, timeoutMs } = settings;
  let closed = false;
  const newLease = createLeases(clock, timeoutMs);

  const lanes = createLanes(concurrencyPerWebhook);
  const memory = createMemory(MEMORY);
  const slots = createBudget({ count: concurrency, bytes: IN_FLIGHT_BYTES });
  const writes = createPatientWrites({ clock, onTrouble: deps.onStorageTrouble, onRecovery: () => turns.pump() });
  const feeder = createFeeder({ store, clock, memory, writes, newLease, offer: (lane) => turns.offer(lane), onFault });
  const takeback = createTakeback({ store, clock, memory, feeder, writes });
  const pauses = createPauses({ store, clock, feeder, writes, takeback });
  const turns = createTurns({
    clock,
    slots,
    paused: () => closed || writes.troubled > 0 || runner.behind,
    start: (lane, guarded) => runner.start(lane, guarded),
  });
  const runner: Runner = createRunner({
    store,
    clock,
    memory,
    slots,
    deliveriesPerDay,
    onFault,
    pipe: createAttemptPipe({ store, sender: deps.sender, writes, clock, policy: settings.policy, timeoutMs }),
    widestWindow: concurrencyPerWebhook,
    mostRecording: concurrency,
    onCaughtUp: turns.pump,
    leaseMargin: timeoutMs + MINUTE,
    onStarted(lane) {
      feeder.feed(lane);
      feeder.feedHungry();
    },
    onFinished: turns.offer,
    onTurned(lane) {
      memory.regard(lane);
      takeback.shed(lane).catch(onFault);
    },
    release: (lane, delivery) => void takeback.release(lane, [delivery]).catch(onFault),
    hold: (lane, delivery, reason) => void takeback.hold(lane, delivery, reason).catch(onFault),
    onRecorded(attempt) {
      deps.onRecorded(attempt);
      follow(attempt, { lanes, feeder, pauses, onFault });
    },
  });
  const admission = createAdmission({
    clock,
    memory,
    deliveriesPerDay,
    laneOf: lanes.laneOf,
    newLease,
    closed: () => closed,
    offer: turns.offer,
  });
  const polling = createPolling({
    store,
    clock,
    wake: (webhook, dueAt) => feeder.wake(lanes.laneOf(webhook), dueAt),
    onFault,
  });
  const close = () => {
    closed = true;
    feeder.close();
    polling.stop();
  };
  return { clock, lanes, memory, slots, writes, feeder, takeback, pauses, runner, admission, polling, newLease, close };
}

/** However the wall clock jumps, what waits goes on waiting for as long as it was to. */
function followJump(by: Millis, deps: EngineDeps, polling: Polling): void {
  deps.onClockJump(by);
  deps.store.queue.moveDue(by);
  polling.poll().catch(deps.onFault);
}

/** What a recorded attempt means for its lane. */
function follow(
  { recorded, settlement, delivery, at }: RecordedAttempt,
  { lanes, feeder, pauses, onFault }: { lanes: Lanes; feeder: Feeder; pauses: Pauses; onFault(fault: unknown): void },
): void {
  if (recorded === "stale") return;
  if (recorded === "again") {
    feeder.wake(lanes.laneOf(delivery.webhook), at);
    return;
  }
  if (recorded === "done" && settlement.state === "pending")
    feeder.wake(lanes.laneOf(delivery.webhook), settlement.dueAt);
  if (settlement.state === "failed" && settlement.failsWebhook) {
    pauses.stop(lanes.laneOf(delivery.webhook)).catch(onFault);
  }
}
