import { type Clock, type EpochMs, type Millis, SECOND } from "../core/time.ts";
import type { Store } from "../store/store.ts";

const EVERY: Millis = 5 * SECOND;

export interface PollingDeps {
  readonly store: Pick<Store, "queue">;
  readonly clock: Clock;
  wake(webhook: number, dueAt: EpochMs): void;
  onFault(fault: unknown): void;
}

/** Asks the table who has something due, for what no wake-up announced. */
export interface Polling {
  poll(): Promise<void>;
  start(): Promise<void>;
  stop(): void;
  /** Whether the table was asked lately. */
  alive(): boolean;
}

export function createPolling({ store, clock, wake, onFault }: PollingDeps): Polling {
  let polledAt = clock.monotonic();
  let cancel: (() => void) | undefined;
  let stopped = false;

  async function poll(): Promise<void> {
    for (const { webhook, dueAt } of await store.queue.dueWebhooks()) wake(webhook, dueAt);
    polledAt = clock.monotonic();
  }

  function keepOn(): void {
    if (stopped) return;
    cancel = clock.after(EVERY, () => void poll().catch(onFault).then(keepOn));
  }

  return {
    poll,
    async start() {
      await poll();
      keepOn();
    },
    stop() {
      stopped = true;
      cancel?.();
    },
    alive: () => clock.monotonic() - polledAt < 6 * EVERY,
  };
}
