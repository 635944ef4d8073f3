import { expect, test } from "bun:test";
import { HIDDEN } from "../../src/config/hide-secrets.ts";
import { HOUR, MINUTE } from "../../src/core/time.ts";
import { answered, refused } from "../support/engine.ts";
import { setup, URL } from "./setup.ts";

type Api = Awaited<ReturnType<typeof setup>>;
const readSystem = async (api: Api) => (await api.get("/v2/system", { key: api.keys.operator })).body;
const codesOf = ({ findings }: { findings: readonly { code: string }[] }) => findings.map(({ code }) => code);

/** A store that says what the test says. */
function storeSaying(pages: () => { count: number; free?: number }, totals: () => object = () => ({})) {
  const none = { pending: 0, held: 0, delivered: 0, failed: 0, oldestDueAt: null };
  return {
    activity: { totals: async () => ({ ...none, ...totals() }) },
    upkeep: {
      bytes: async () => 1,
      pages: () => ({ size: 1000, free: 0, maxBytes: 1_000_000_000, ...pages() }),
      disk: async () => ({ bytes: 1000, freeBytes: 500 }),
    },
  } as never;
}

test("the operator is told how the appliance is", async () => {
  await using api = await setup();
  await api.engine.clock.advance(90_500);
  const { configuration, ...system } = await readSystem(api);
  const number = expect.any(Number);
  expect(system).toEqual({
    version: "1.2.3",
    bun_version: Bun.version,
    started_at: "2024-02-10T12:00:00.000Z",
    uptime_seconds: 90,
    data_folder: "/data",
    storage: {
      status: "ok",
      bytes: number,
      max_bytes: null,
      growth_bytes_per_day: null,
      disk_bytes: number,
      free_disk_bytes: number,
      page_size: 8192,
      page_count: number,
      freelist_count: number,
    },
    dispatcher: {
      running: true,
      attempts_in_flight: 0,
      slots: 4096,
      deliveries_in_memory: 0,
      pending: 0,
      held: 0,
      oldest_due_at: null,
      clock_jump: null,
    },
    event_loop_lag_ms: number,
    findings: expect.any(Array),
  });
  expect(configuration).toContainEqual({ path: "delivery.timeout", value: "5s", origin: "default", source: null });
});

test("what is pending, held and in flight is what the figures and the dispatcher say", async () => {
  await using api = await setup();
  api.engine.behave(URL, answered(200), refused());
  api.engine.behave(`${URL}/slow`, "hang");
  await api.webhook({ events: ["task.created"] });
  await api.webhook({ url: `${URL}/off`, events: ["comment.created"], enabled: false });
  await api.webhook({ url: `${URL}/slow`, events: ["task.deleted"] });
  for (const type of ["task.created", "task.created", "comment.created", "task.deleted"]) await api.event({ type });
  const { deliveries } = (await api.get("/v2/stats", { key: api.keys.operator })).body;
  const { dispatcher } = await readSystem(api);
  expect(dispatcher).toMatchObject({ attempts_in_flight: 1, pending: 2, held: 1 });
  expect(dispatcher).toMatchObject({ pending: deliveries.pending, oldest_due_at: deliveries.oldest_due_at });
});

test("settings are shown with where they are from, as the start found them", async () => {
  const configuration = [
    { path: "network.proxy", value: `http://${HIDDEN}@10.0.0.7`, origin: "file", source: "a.json" } as const,
    {
      path: "operatorKeys",
      value: [HIDDEN],
      origin: "environment",
      source: "TASKFLOW_HOOKS_OPERATOR_KEY_FILE",
    } as const,
  ];
  await using api = await setup({ report: { configuration } });
  expect((await readSystem(api)).configuration).toEqual(configuration);
});

test("a storage that is full, and a clock that was set, are found", async () => {
  const at = Date.parse("2024-02-10T11:59:00Z");
  const jump = { at, by: -HOUR, agoMs: MINUTE };
  await using api = await setup({ report: { watch: { status: () => "full" }, clockJumps: { last: () => jump } } });
  const system = await readSystem(api);
  expect(codesOf(system)).toEqual(["storage_full", "clock_jumped"]);
  expect(system.storage.status).toBe("full");
  expect(system.dispatcher.clock_jump).toEqual({ at: "2024-02-10T11:59:00.000Z", by_ms: -HOUR });
});

test("a dispatcher that does not look after the table is found", async () => {
  const figures = () => ({ inFlight: 7, waiting: 3, lanes: 1 });
  await using api = await setup({ report: { dispatcher: { alive: () => false, figures, now: Date.now } } });
  const system = await readSystem(api);
  expect(system.findings[0]).toMatchObject({ code: "dispatcher_stalled", severity: "critical" });
  expect(system.dispatcher).toMatchObject({ running: false, attempts_in_flight: 7, deliveries_in_memory: 3 });
});

test("the file's growth is told after an hour", async () => {
  let count = 0;
  await using api = await setup({ report: { store: storeSaying(() => ({ count: 1_000 + count++ })) } });
  api.report.start();
  await api.engine.clock.advance(HOUR - MINUTE);
  expect((await readSystem(api)).storage.growth_bytes_per_day).toBeNull();
  count = 61;
  await api.engine.clock.advance(MINUTE);
  const { storage, findings } = await readSystem(api);
  expect(storage.growth_bytes_per_day).toBe(61 * 1000 * 24);
  expect(findings).toEqual([]);
}, 20_000);

test("a backlog that grows is found after ten minutes, and a file near its limit at once", async () => {
  let pending = 0;
  const oldestDueAt = Date.parse("2024-02-10T12:00:00Z");
  const store = storeSaying(
    () => ({ count: 950_000, free: 20_000 }),
    () => ({ pending: pending++ * 100, oldestDueAt }),
  );
  await using api = await setup({ report: { store } });
  api.report.start();
  expect(codesOf(await readSystem(api))).toEqual(["disk_nearly_full"]);
  await api.engine.clock.advance(10 * MINUTE);
  expect(codesOf(await readSystem(api))).toEqual(["disk_nearly_full", "backlog_growing"]);
}, 20_000);
