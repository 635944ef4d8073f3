import { randomFillSync } from "node:crypto";
import type { Context } from "./actions/context.ts";
import { type FirstKeys, makeFirstKeys } from "./actions/first-keys.ts";
import { reconcileConfig } from "./actions/reconcile-config.ts";
import { warnOfExpiredCertificates } from "./app/certificate-advice.ts";
import { createClockJumps } from "./app/clock-jumps.ts";
import { createDeliveryEngine, type DeliveryEngine } from "./app/delivery-engine.ts";
import { warnOfShortKeys } from "./app/key-advice.ts";
import { explainListening, reachable } from "./app/listen-address.ts";
import { createLogger, type Logger } from "./app/logger.ts";
import { createMetrics, type Metrics } from "./app/metrics.ts";
import { notReadyBecause } from "./app/not-ready.ts";
import { requestLog } from "./app/request-log.ts";
import { createStorageWatch, type StorageWatch } from "./app/storage-watch.ts";
import { createSystemReport, type SystemReport } from "./app/system.ts";
import { systemClock } from "./app/system-clock.ts";
import type { SettingInForce } from "./config/in-force.ts";
import type { Settings } from "./config/settings.ts";
import { createEventTypeCatalogue } from "./core/event-types.ts";
import { createIdSource } from "./core/ids.ts";
import { targetUrlFault } from "./core/target-url.ts";
import type { Millis } from "./core/time.ts";
import { createHttp, type HttpServer } from "./http/server.ts";
import { openStore } from "./store/sqlite/open.ts";
import type { Store } from "./store/store.ts";

export interface AppOptions {
  readonly settings: Settings;
  /** The same as it is shown, with where each setting is from. */
  readonly configuration: readonly SettingInForce[];
  /** Serves the inbox. */
  readonly dev: boolean;
  readonly version: string;
  /** The status page as one HTML file. */
  readonly page: string;
  /** Where log lines go. */
  write(text: string): void;
}
export interface App {
  readonly url: string;
  /** Where there was no key before: made now, and shown once. */
  readonly firstKeys: FirstKeys | undefined;
  readonly log: Logger;
  /** Takes nothing more, finishes what is in flight, and lets go of the data folder. */
  drain(): Promise<void>;
}

/**
 * Builds everything and starts it.
 *
 * @throws FolderInUse, NewerSchema, StorageUnusable, WrongEncryptionKey, AddressUnavailable
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { settings } = options;
  const log = createLogger(settings.log, options.write);
  const { path: folder, maxBytes, encryptionKey } = settings.storage;
  const store = await openStore({ folder, maxBytes, encryptionKey });
  try {
    return await startOn(store, log, options);
  } catch (fault) {
    await store.close();
    throw fault;
  }
}

async function startOn(store: Store, log: Logger, options: AppOptions): Promise<App> {
  const { settings, version } = options;
  let metrics: Metrics | undefined;
  const watch = createStorageWatch(store, log, systemClock);
  const clockJumps = createClockJumps(log, systemClock);
  const onFault = (fault: unknown) => {
    if (!watch.heed(fault)) log.error({ err: describe(fault) }, "fault survived");
  };
  const engine = createDeliveryEngine({
    store,
    settings,
    log,
    clock: systemClock,
    count: (attempt) => metrics?.attempted(attempt),
    onClockJump: clockJumps.note,
    onFault,
  });
  const { dispatcher } = engine;
  const system = createSystemReport({ ...options, store, dispatcher, watch, clockJumps, clock: systemClock, onFault });
  metrics = createMetrics({ store, version, figures: dispatcher.figures });
  const context = createContext(store, engine, settings);
  await reconcileConfig(context, settings);
  const http = createServer(options, { context, engine, metrics, system, log, watch });
  const { host } = settings.server;
  const stop = async (patience: Millis) => {
    await Promise.all([http.stop(patience), engine.stop()]);
    watch.stop();
    system.stop();
  };
  const begin = async () => {
    const port = await listen(http, settings.server);
    await engine.start();
    system.start();
    // Last, so that they are shown when they are there.
    return { port, firstKeys: await makeFirstKeys(context) };
  };
  const { port, firstKeys } = await begin().catch(async (fault: unknown) => {
    await stop(0);
    throw fault;
  });
  log.info({ version, pid: process.pid, host, port, folder: settings.storage.path }, "started");
  warnOfShortKeys(settings, log);
  warnOfExpiredCertificates(settings, log, systemClock.now());

  return {
    url: `http://${reachable(host)}:${port}`,
    firstKeys,
    log,
    async drain() {
      log.info({}, "stopping");
      await stop(settings.delivery.timeout);
      await store.close();
      log.info({}, "stopped");
    },
  };
}

function createContext(store: Store, { dispatcher }: DeliveryEngine, settings: Settings): Context {
  const random = (bytes: number) => randomFillSync(new Uint8Array(bytes));
  return {
    store,
    dispatch: dispatcher,
    ids: createIdSource(dispatcher.now, (into) => randomFillSync(into), store.lastSerial()),
    eventTypes: createEventTypeCatalogue(settings.eventTypes),
    limits: settings.limits,
    now: dispatcher.now,
    random,
    urlFault: (url) => targetUrlFault(url, settings.network),
  };
}

interface Parts {
  readonly context: Context;
  readonly engine: DeliveryEngine;
  readonly metrics: Metrics;
  readonly system: SystemReport;
  readonly log: Logger;
  readonly watch: StorageWatch;
}

async function listen(http: HttpServer, { host, port }: Settings["server"]): Promise<number> {
  try {
    return await http.listen({ host, port });
  } catch (fault) {
    throw await explainListening(fault, host, port);
  }
}

function createServer(
  { settings, dev, version, page }: AppOptions,
  { context, engine, metrics, system, log, watch }: Parts,
): HttpServer {
  return createHttp({
    context,
    clock: systemClock,
    settings: { ...settings.limits, trustedProxies: settings.server.trustedProxies, version, devInbox: dev },
    page,
    metrics: metrics.text,
    system: system.read,
    ready: notReadyBecause(context.store, engine.dispatcher, watch),
    onFault(fault) {
      if (!watch.heed(fault)) log.error({ err: describe(fault) }, "request failed");
    },
    onAnswered: requestLog(log, settings),
  });
}

function describe(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}
