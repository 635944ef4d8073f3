import type { SettingInForce } from "../config/in-force.ts";
import type { Settings } from "../config/settings.ts";
import { type Clock, formatTime, formatTimeOrNull, SECOND } from "../core/time.ts";
import type { Dispatcher, DispatcherFigures } from "../delivery/dispatcher.ts";
import type { System } from "../http/system.ts";
import type { Totals } from "../store/activity.ts";
import type { Store } from "../store/store.ts";
import type { ClockJumps } from "./clock-jumps.ts";
import { createEventLoopLag } from "./event-loop-lag.ts";
import { findingsOf, type Signs } from "./findings.ts";
import { createSamples } from "./samples.ts";
import type { StorageWatch } from "./storage-watch.ts";

export interface SystemReportDeps {
  readonly store: Pick<Store, "activity" | "upkeep">;
  readonly dispatcher: Pick<Dispatcher, "alive" | "figures" | "now">;
  readonly watch: Pick<StorageWatch, "status">;
  readonly clockJumps: Pick<ClockJumps, "last">;
  readonly clock: Pick<Clock, "after" | "monotonic">;
  readonly settings: {
    readonly storage: Pick<Settings["storage"], "path">;
    readonly delivery: Pick<Settings["delivery"], "concurrency">;
  };
  readonly configuration: readonly SettingInForce[];
  readonly version: string;
  onFault(fault: unknown): void;
}
/** How the appliance itself is. */
export interface SystemReport {
  read(): Promise<System>;
  /** Begins to look where things are going. */
  start(): void;
  stop(): void;
}

export function createSystemReport(deps: SystemReportDeps): SystemReport {
  const { store, dispatcher, clock, onFault } = deps;
  const startedAt = dispatcher.now();
  const began = clock.monotonic();
  const lag = createEventLoopLag();
  const samples = createSamples({
    clock,
    onFault,
    async take() {
      lag.turn();
      const { size, count } = store.upkeep.pages();
      return { fileBytes: size * count, pending: (await store.activity.totals(null)).pending };
    },
  });

  async function signsNow() {
    const { pending, held, oldestDueAt } = await store.activity.totals(null);
    return {
      now: dispatcher.now(),
      folder: deps.settings.storage.path,
      storage: deps.watch.status(),
      pages: store.upkeep.pages(),
      disk: await store.upkeep.disk(),
      running: dispatcher.alive(),
      backlog: samples.backlog(),
      clockJump: deps.clockJumps.last(),
      pending,
      held,
      oldestDueAt,
    };
  }

  return {
    async read() {
      const signs = await signsNow();
      const bytes = await store.upkeep.bytes();
      return {
        version: deps.version,
        bun_version: Bun.version,
        started_at: formatTime(startedAt),
        uptime_seconds: Math.floor((clock.monotonic() - began) / SECOND),
        data_folder: signs.folder,
        storage: storageView(signs, bytes, samples.growthPerDay()),
        dispatcher: dispatcherView(signs, dispatcher.figures(), deps.settings.delivery.concurrency),
        event_loop_lag_ms: lag.longestMs(),
        configuration: [...deps.configuration],
        findings: findingsOf(signs),
      };
    },
    start() {
      lag.start();
      samples.start();
    },
    stop() {
      samples.stop();
      lag.stop();
    },
  };
}

function storageView({ storage, pages, disk }: Signs, bytes: number, growthPerDay: number | undefined) {
  return {
    status: storage,
    bytes,
    max_bytes: pages.maxBytes ?? null,
    growth_bytes_per_day: growthPerDay ?? null,
    disk_bytes: disk?.bytes ?? null,
    free_disk_bytes: disk?.freeBytes ?? null,
    page_size: pages.size,
    page_count: pages.count,
    freelist_count: pages.free,
  };
}

function dispatcherView(
  { running, clockJump, oldestDueAt, pending, held }: Signs & Pick<Totals, "pending" | "held">,
  { inFlight, waiting }: DispatcherFigures,
  slots: number,
) {
  return {
    running,
    attempts_in_flight: inFlight,
    slots,
    deliveries_in_memory: waiting,
    pending,
    held,
    oldest_due_at: formatTimeOrNull(oldestDueAt),
    clock_jump: clockJump ? { at: formatTime(clockJump.at), by_ms: clockJump.by } : null,
  };
}
