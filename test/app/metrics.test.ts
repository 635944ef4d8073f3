import { expect, test } from "bun:test";
import { createMetrics } from "../../src/app/metrics.ts";
import { openTemporaryStore } from "../support/temporary-store.ts";

async function setup() {
  const { store, ...temporary } = await openTemporaryStore();
  const figures = () => ({ inFlight: 3, waiting: 2, lanes: 1 });
  return {
    metrics: createMetrics({ store, version: "1.2.3", figures }),
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
}

test("attempts are counted by their outcome, and their times go into histograms", async () => {
  await using app = await setup();
  app.metrics.attempted({ outcome: "delivered", responseTimeMs: 12, waitedMs: 3 });
  app.metrics.attempted({ outcome: "delivered", responseTimeMs: 40, waitedMs: undefined });
  app.metrics.attempted({ outcome: "timeout", responseTimeMs: 5_000, waitedMs: -1 });
  const { text } = await app.metrics.text();
  expect(text).toContain('taskflow_hooks_attempts_total{outcome="delivered"} 2\n');
  expect(text).toContain('taskflow_hooks_attempts_total{outcome="timeout"} 1\n');
  expect(text).toContain('taskflow_hooks_response_seconds_bucket{le="0.025"} 1\n');
  expect(text).toContain("taskflow_hooks_response_seconds_count 3\n");
  expect(text).toContain("taskflow_hooks_first_attempt_wait_seconds_count 2\n");
});

test("gauges are brought up to date when they are read", async () => {
  await using app = await setup();
  const { text, contentType } = await app.metrics.text();
  expect(contentType).toStartWith("text/plain");
  for (const line of [
    'taskflow_hooks_build_info{version="1.2.3"} 1',
    "taskflow_hooks_attempts_in_flight 3",
    "taskflow_hooks_deliveries_in_memory 2",
    'taskflow_hooks_deliveries{state="pending"} 0',
    'taskflow_hooks_webhooks{status="active"} 0',
    "taskflow_hooks_oldest_due_seconds 0",
  ])
    expect(text).toContain(`${line}\n`);
  expect(text).toMatch(/taskflow_hooks_storage_bytes [1-9]\d+\n/);
  expect(text).toMatch(/taskflow_hooks_resident_memory_bytes [1-9]\d+\n/);
});
