import { Counter, Gauge, Registry } from "prom-client";
import type { DispatcherFigures } from "../delivery/dispatcher.ts";
import type { Store } from "../store/store.ts";
import { createTally } from "./tally.ts";

/** An attempt, as far as it is counted. */
export interface CountedAttempt {
  /** `delivered`, or the attempt's error. */
  readonly outcome: string;
  readonly responseTimeMs: number;
  /** From the event's acceptance to this attempt, for first attempts. */
  readonly waitedMs: number | undefined;
}
export interface MetricsDeps {
  readonly store: Pick<Store, "activity" | "upkeep">;
  readonly version: string;
  figures(): DispatcherFigures;
}
export interface Metrics {
  attempted(attempt: CountedAttempt): void;
  /** The text that Prometheus reads. */
  text(): Promise<{ contentType: string; text: string }>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Metrics of a registry of their own, named `taskflow_hooks_…`; no label has unbounded values. */
export function createMetrics({ store, version, figures }: MetricsDeps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const outcomes = new Map<string, number>();
  // Brought up to date when it is read: prom-client makes a text of the labels at every step.
  new Counter({
    name: "taskflow_hooks_attempts_total",
    help: "Attempts by outcome: delivered, or the error.",
    labelNames: ["outcome"],
    registers,
    collect() {
      this.reset();
      for (const [outcome, count] of outcomes) this.inc({ outcome }, count);
    },
  });
  const responseTime = createTally(registry, {
    name: "taskflow_hooks_response_seconds",
    help: "How long endpoints took to answer, DNS, connect and TLS included.",
    bounds: SECONDS,
  });
  const waited = createTally(registry, {
    name: "taskflow_hooks_first_attempt_wait_seconds",
    help: "From the acceptance of an event to the start of a delivery's first attempt.",
    bounds: SECONDS,
  });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `taskflow_hooks_${name}`, help, labelNames, registers });
  const gauges = {
    info: gauge("build_info", "The running version.", ["version"]),
    deliveries: gauge("deliveries", "Deliveries by state; delivered and failed count over the life of the webhooks.", [
      "state",
    ]),
    webhooks: gauge("webhooks", "Webhooks by status.", ["status"]),
    inFlight: gauge("attempts_in_flight", "Attempts in flight."),
    waiting: gauge("deliveries_in_memory", "Deliveries that wait in memory for a slot."),
    oldest: gauge("oldest_due_seconds", "How long the oldest pending delivery has been due; 0 when none is."),
    storage: gauge("storage_bytes", "Bytes of the database file and its log."),
    memory: gauge("resident_memory_bytes", "Resident memory of the process."),
  };
  gauges.info.set({ version }, 1);

  return {
    attempted({ outcome, responseTimeMs, waitedMs }) {
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      responseTime.observe(responseTimeMs / 1000);
      if (waitedMs !== undefined) waited.observe(Math.max(0, waitedMs) / 1000);
    },
    async text() {
      await look(gauges, store, figures());
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

/** Brings the gauges up to date when they are read. */
async function look(
  gauges: Readonly<Record<string, Gauge>>,
  store: MetricsDeps["store"],
  figures: DispatcherFigures,
): Promise<void> {
  const totals = await store.activity.totals(null);
  for (const state of ["pending", "held", "delivered", "failed"] as const)
    gauges.deliveries?.set({ state }, totals[state]);
  for (const [status, count] of Object.entries(totals.webhooks)) gauges.webhooks?.set({ status }, count);
  gauges.inFlight?.set(figures.inFlight);
  gauges.waiting?.set(figures.waiting);
  gauges.oldest?.set(totals.oldestDueAt === null ? 0 : Math.max(0, Date.now() - totals.oldestDueAt) / 1000);
  gauges.storage?.set(await store.upkeep.bytes());
  gauges.memory?.set(process.memoryUsage.rss());
}
