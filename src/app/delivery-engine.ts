import type { Settings } from "../config/settings.ts";
import type { Clock, Millis } from "../core/time.ts";
import { createDispatcher, type Dispatcher } from "../delivery/dispatcher.ts";
import { createHostsFile } from "../delivery/hosts-file.ts";
import { createHousekeeping } from "../delivery/housekeeping.ts";
import { createResolver } from "../delivery/resolver.ts";
import { createSender } from "../delivery/sender.ts";
import { createTrust } from "../delivery/trust.ts";
import type { Store } from "../store/store.ts";
import { countedAttempt, logAttempt } from "./attempt-log.ts";
import type { Logger } from "./logger.ts";
import type { CountedAttempt } from "./metrics.ts";

export interface DeliveryEngineDeps {
  readonly store: Store;
  readonly settings: Settings;
  readonly log: Logger;
  readonly clock: Clock;
  /** A fault of ours that was survived, or one of the storage. */
  onFault(fault: unknown): void;
  count(attempt: CountedAttempt): void;
  /** The wall clock was set forward by `by` milliseconds, or back. */
  onClockJump(by: Millis): void;
}
/** Everything that delivers. */
export interface DeliveryEngine {
  readonly dispatcher: Dispatcher;
  start(): Promise<void>;
  /** Finishes what is in flight, for as long as one attempt may take. */
  stop(): Promise<void>;
}

/** Bytes of an answer's body that are kept. */
const BODY_CAP = 65_536;
const HOSTS_FILE = "/etc/hosts";

export function createDeliveryEngine(deps: DeliveryEngineDeps): DeliveryEngine {
  const { store, settings, log, clock, count, onFault } = deps;
  const { delivery, network, limits, retention } = settings;
  const resolver = createResolver({
    servers: network.dnsServers,
    hostsFile: createHostsFile(HOSTS_FILE, clock.monotonic),
    clock,
  });
  const sender = createSender({
    resolver,
    clock,
    allow: network.allow,
    trust: createTrust(network.authorities),
    proxy: network.proxy,
    bodyCap: BODY_CAP,
    onFault,
  });
  const dispatcher = createDispatcher({
    store,
    sender,
    clock,
    settings: {
      policy: { retries: delivery.retries, onExhausted: delivery.onExhausted },
      timeoutMs: delivery.timeout,
      concurrency: delivery.concurrency,
      concurrencyPerWebhook: delivery.concurrencyPerWebhook,
      deliveriesPerDay: limits.deliveriesPerWebhookPerDay,
    },
    onRecorded(attempt) {
      count(countedAttempt(attempt));
      logAttempt(log, attempt, delivery.retries.length + 1);
    },
    onClockJump: deps.onClockJump,
    onStorageTrouble: onFault,
    onFault,
  });
  store.queue.keepPaceWith(dispatcher.started);
  const housekeeping = createHousekeeping({
    store,
    dispatcher,
    clock,
    retention,
    onFault,
  });

  return {
    dispatcher,
    async start() {
      await dispatcher.start();
      housekeeping.start();
    },
    async stop() {
      housekeeping.stop();
      const lost = await dispatcher.drain(delivery.timeout);
      if (lost > 0)
        log.error({ lost }, "the storage took no more: what was not recorded is attempted again at the next start");
      sender.close();
    },
  };
}
