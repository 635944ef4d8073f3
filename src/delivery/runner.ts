import { errorOf, type Outcome } from "../core/attempt.ts";
import type { ClaimedDelivery } from "../core/delivery.ts";
import type { Clock } from "../core/time.ts";
import type { AttemptPipe, MadeAttempt, RecordedAttempt } from "./attempt.ts";
import type { Budget } from "./budget.ts";
import { changed, type Lane, learn } from "./lane.ts";
import { keptBytes, type Memory } from "./memory.ts";
import { bodyOf, type ReadinessDeps, readiness } from "./readiness.ts";

export interface RunnerDeps extends ReadinessDeps {
  readonly clock: Clock;
  readonly memory: Memory;
  readonly slots: Budget;
  readonly pipe: AttemptPipe;
  readonly widestWindow: number;
  /** Attempts that may wait for their record: no more start while there are so many. */
  readonly mostRecording: number;
  /** The lane may have run low in memory. */
  onStarted(lane: Lane): void;
  /** The lane's slot is free again. */
  onFinished(lane: Lane): void;
  /** Records have caught up. */
  onCaughtUp(): void;
  /** The lane's endpoint stopped answering in time, or answers again. */
  onTurned(lane: Lane): void;
  release(lane: Lane, delivery: ClaimedDelivery): void;
  hold(lane: Lane, delivery: ClaimedDelivery, reason: "stopped" | "daily_limit"): void;
  onRecorded(attempt: RecordedAttempt): void;
  onFault(fault: unknown): void;
}

/** Runs attempts: from the slot that a delivery got to the record of what came of it. */
export interface Runner {
  /** Attempts that ever started in a lane. */
  readonly started: number;
  /** Attempts are made faster than they are recorded. */
  readonly behind: boolean;
  /** Starts the lane's next delivery. */
  start(lane: Lane, guarded: boolean): void;
  /** One attempt outside the lanes; resolves when it is recorded. */
  attemptNow(delivery: ClaimedDelivery): Promise<void>;
  /** Resolves when no attempt is in flight and all are recorded. */
  idle(): Promise<void>;
}

export function createRunner(deps: RunnerDeps): Runner {
  const { slots, pipe, memory } = deps;
  let recording = 0;
  let started = 0;
  let idleWatchers: (() => void)[] = [];

  function tellIfIdle(): void {
    if (idleWatchers.length === 0 || slots.count > 0 || recording > 0) return;
    for (const watcher of idleWatchers) watcher();
    idleWatchers = [];
  }

  async function record(made: MadeAttempt, lane?: Lane): Promise<void> {
    recording++;
    if (lane) lane.busy++;
    try {
      const recorded = await pipe.record(made);
      if (recorded) deps.onRecorded(recorded);
    } catch (fault) {
      deps.onFault(fault);
    } finally {
      if (lane) lane.busy--;
      if (recording-- === deps.mostRecording) deps.onCaughtUp();
      tellIfIdle();
    }
  }

  return {
    get started() {
      return started;
    },
    get behind() {
      return recording >= deps.mostRecording;
    },
    start(lane, guarded) {
      const delivery = lane.waiting.shift();
      if (!delivery) return;
      started++;
      memory.give(lane, 1, keptBytes(delivery));
      slots.take(1, delivery.bodyBytes, guarded);
      if (lane.inFlight++ === 0) lane.livelyAt = deps.clock.monotonic();
      deps.onStarted(lane);
      void runInLane(deps, lane, delivery, record).then(() => {
        slots.give(1, delivery.bodyBytes, guarded);
        lane.inFlight--;
        changed(lane);
        deps.onFinished(lane);
        tellIfIdle();
      });
    },
    async attemptNow(delivery) {
      const webhook = await deps.store.webhooks.get(delivery.webhook);
      if (!webhook) return;
      const body = await bodyOf(deps.store, delivery);
      slots.take(1, delivery.bodyBytes, false);
      const making = pipe.make({ delivery, webhook, body });
      const made = await making.finally(() => slots.give(1, delivery.bodyBytes, false));
      await record(made);
    },
    idle: () =>
      new Promise((resolve) => {
        idleWatchers.push(resolve);
        tellIfIdle();
      }),
  };
}

/** Resolves, always, when the slot can be had by another: the record is made meanwhile. */
async function runInLane(
  deps: RunnerDeps,
  lane: Lane,
  delivery: ClaimedDelivery,
  record: (made: MadeAttempt, lane: Lane) => Promise<void>,
): Promise<void> {
  try {
    const found = await readiness(deps, lane, delivery);
    if (found.kind === "release") return deps.release(lane, delivery);
    if (found.kind === "hold") return deps.hold(lane, delivery, found.reason);
    const made = await deps.pipe.make(found.ready);
    void record(made, lane);
    learnFrom(made.outcome, deps, lane);
  } catch (fault) {
    deps.onFault(fault);
    deps.release(lane, delivery);
  }
}

function learnFrom(outcome: Outcome, deps: RunnerDeps, lane: Lane): void {
  const error = errorOf(outcome);
  if (error === "interrupted") return;
  const before = lane.answers;
  learn(lane, error === "timeout", deps.clock.monotonic(), deps.widestWindow);
  if (lane.answers !== before) deps.onTurned(lane);
}
