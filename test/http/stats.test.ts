import { expect, test } from "bun:test";
import { WINDOWS } from "../../src/core/activity-window.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/time.ts";
import { answered, refused } from "../support/engine.ts";
import { setup, URL } from "./setup.ts";

type Api = Awaited<ReturnType<typeof setup>>;

const NO_RESULTS = { succeeded: 0, failed: 0, rejected: 0, timed_out: 0, unanswered: 0 };
const NO_ATTEMPTS = {
  ...{ total: 0, ...NO_RESULTS },
  ...{ mean_response_time_ms: null, median_response_time_ms: null, p95_response_time_ms: null },
};
const AT_ONCE = { mean_response_time_ms: 0, median_response_time_ms: 0, p95_response_time_ms: 0 };

test("the figures tell what was accepted, attempted and is waiting", async () => {
  await using api = await setup();
  api.engine.behave(URL, answered(200), refused());
  await api.webhook({ events: ["task.created"] });
  await api.webhook({ url: `${URL}/2`, events: ["comment.created"], enabled: false });
  await api.event();
  await api.event();
  await api.event({ type: "comment.created" });
  const { status, body } = await api.get("/v2/stats");
  expect(status).toBe(200);
  const { series, ...figures } = body;
  expect(series.at(-1)).toMatchObject({ at: "2024-02-10T12:00:00.000Z", succeeded: 1, failed: 1 });
  expect(figures).toEqual({
    account_id: "acc_test",
    window: "24h",
    since: "2024-02-09T12:00:00.000Z",
    events: 3,
    attempts: { ...NO_ATTEMPTS, total: 2, succeeded: 1, failed: 1, rejected: 1, ...AT_ONCE },
    previous: { from: "2024-02-08T12:00:00.000Z", events: 0, attempts: NO_ATTEMPTS },
    webhooks: { active: 1, disabled: 1, failed: 0 },
    deliveries: { pending: 1, held: 1, delivered: 1, failed: 0, oldest_due_at: "2024-02-10T12:00:05.000Z" },
    limits: { webhooks_per_account: 10, deliveries_per_webhook_per_day: 1000 },
    version: "1.2.3",
  });
});

test("before anything happened the figures are zeros", async () => {
  await using api = await setup();
  expect((await api.get("/v2/stats")).body).toMatchObject({
    events: 0,
    attempts: NO_ATTEMPTS,
    webhooks: { active: 0, disabled: 0, failed: 0 },
    deliveries: { pending: 0, held: 0, delivered: 0, failed: 0, oldest_due_at: null },
  });
});

/** One event whose endpoint answers after so long. */
async function answeredAfter(api: Api, responseTimeMs: number, outcome = answered(200)): Promise<void> {
  api.engine.behave(URL, "hang");
  await api.event();
  await api.engine.clock.advance(responseTimeMs);
  api.engine.answer(URL, outcome);
  await api.engine.clock.rest();
}

/** What the API tells of one webhook, and of its account. */
async function figuresOf(api: Api, window: string) {
  const { body } = await api.get(`/v2/stats?window=${window}`);
  const { body: listed } = await api.get(`/v2/stats/webhooks?window=${window}`);
  return { all: body, webhook: listed.data[0] };
}

test("response times are told by their mean, their median and what 95 % did not exceed", async () => {
  await using api = await setup();
  await api.webhook();
  for (let nth = 0; nth < 19; nth++) await answeredAfter(api, 100);
  await answeredAfter(api, 2_000);
  const told = async () => {
    const { median_response_time_ms, p95_response_time_ms, ...attempts } = (await figuresOf(api, "1h")).all.attempts;
    expect(median_response_time_ms).toBeWithin(90, 110);
    return { ...attempts, p95: p95_response_time_ms };
  };
  const before = await told();
  expect(before).toMatchObject({ total: 20, mean_response_time_ms: 195 });
  expect(before.p95).toBeWithin(90, 110);
  await answeredAfter(api, 2_000);
  expect((await told()).p95).toBeWithin(1_800, 2_200);
});

test("failed attempts are told by what they came to", async () => {
  await using api = await setup();
  const webhook = await api.webhook();
  const refusedThere = { kind: "failed", error: "refused" } as const;
  const redirected = answered(302, { location: "https://b.test/" });
  api.engine.behave(URL, refused(503), redirected, refusedThere, { kind: "failed", error: "dns" }, "hang");
  for (let nth = 0; nth < 5; nth++) await api.event();
  await api.engine.clock.advance(4_999);
  const before = await figuresOf(api, "1h");
  expect(before.all.attempts).toMatchObject({ total: 4, failed: 4, rejected: 2, timed_out: 0, unanswered: 2 });
  expect(before.webhook.last_attempt).toEqual({ at: "2024-02-10T12:00:00.000Z", status_code: null, error: "dns" });
  await api.patch(`/v2/webhooks/${webhook.id}`, { enabled: false });
  await api.engine.clock.advance(1);
  const { all, webhook: own } = await figuresOf(api, "1h");
  expect(all.attempts).toMatchObject({ total: 5, failed: 5, rejected: 2, timed_out: 1, unanswered: 2 });
  expect(all.attempts.p95_response_time_ms).toBeGreaterThan(4_500);
  expect(own).toMatchObject({ webhook_id: webhook.id, attempts: all.attempts, pending: 0, held: 5, failed: 0 });
  expect(own.last_attempt.error).toBe("timeout");
});

test.each([
  ["1h", MINUTE, 61],
  ["24h", 30 * MINUTE, 49],
  ["7d", 3 * HOUR, 57],
])("the figures of %s are told step by step, empty steps too, and add up", async (window, step, count) => {
  await using api = await setup();
  await api.webhook();
  const { clock } = api.engine;
  const start = clock.now();
  await clock.advance(17 * SECOND + step / 2);
  for (let nth = 0; nth < 5; nth++) {
    await answeredAfter(api, 40);
    await clock.skip(3 * step);
  }
  const { all } = await figuresOf(api, window);
  expect(all.series.length).toBe(count);
  const ats = all.series.map(({ at }: { at: string }) => Date.parse(at));
  expect(ats).toEqual(Array.from({ length: count }, (_, nth) => start + 15 * step - (count - 1 - nth) * step));
  const steps = [0, 3, 6, 9, 12].map((nth) => start + nth * step);
  for (const { at, ...figures } of all.series) {
    const isBusy = steps.includes(Date.parse(at));
    const busy = { ...NO_RESULTS, succeeded: 1, median_response_time_ms: expect.closeTo(40, -1) };
    expect([at, figures]).toEqual([at, isBusy ? busy : { ...NO_RESULTS, median_response_time_ms: null }]);
  }
  expect(all.attempts).toMatchObject({ total: 5, succeeded: 5 });
});

test.each(["1h", "24h", "7d"] as const)(
  "what leaves the window of %s is in the one before it, and then in none",
  async (window) => {
    await using api = await setup();
    const webhook = await api.webhook();
    const { clock } = api.engine;
    const { lengthMs, stepMs } = WINDOWS[window];
    await clock.advance(stepMs - 1);
    await answeredAfter(api, 0, refused(500));
    await api.patch(`/v2/webhooks/${webhook.id}`, { enabled: false });
    const seen = async () => {
      await api.engine.housekeeping.tidy();
      const { all, webhook: own } = await figuresOf(api, window);
      const inSeries = all.series.reduce((sum: number, { failed }: { failed: number }) => sum + failed, 0);
      const { events, attempts, previous } = all;
      const now = [events, attempts.failed, inSeries, own.attempts.failed];
      return [...now, previous.events, previous.attempts.failed, previous.attempts.p95_response_time_ms];
    };
    const current = [1, 1, 1, 1, 0, 0, null];
    const before = [0, 0, 0, 0, 1, 1, 0];
    expect(await seen()).toEqual(current);
    await clock.skip(lengthMs);
    expect(await seen()).toEqual(current);
    await clock.skip(1);
    expect(await seen()).toEqual(before);
    await clock.skip(lengthMs - 1);
    expect(await seen()).toEqual(before);
    await clock.skip(1);
    expect(await seen()).toEqual([0, 0, 0, 0, 0, 0, null]);
  },
);

test("the figures of webhooks are those of an account's own, page by page, newest first, also without attempts", async () => {
  await using api = await setup();
  const made = [];
  for (let nth = 0; nth < 5; nth++) made.push((await api.webhook()).id);
  const { operator, other } = api.keys;
  const read = async (query: string, key = api.keys.own) => (await api.get(`/v2/stats/webhooks${query}`, { key })).body;
  const ids = ({ data }: { data: { webhook_id: string }[] }) => data.map(({ webhook_id }) => webhook_id);
  const nothing = { attempts: NO_ATTEMPTS, last_attempt: null, pending: 0, held: 0, failed: 0, oldest_due_at: null };
  expect(await read("")).toEqual({
    data: made.toReversed().map((webhook_id) => ({ webhook_id, ...nothing })),
    next_cursor: null,
  });
  const first = await read("?limit=3");
  expect(ids(await read(`?limit=3&cursor=${first.next_cursor}`))).toEqual([made[1], made[0]]);
  expect(ids(await read("", operator))).toEqual(made.toReversed());
  expect(ids(await read("?account_id=acc_other", operator))).toEqual([]);
  expect(ids(await read("", other))).toEqual([]);
  await api.del(`/v2/webhooks/${made[0]}`);
  expect(ids(await read("?limit=1000"))).toEqual(made.slice(1).toReversed());
});

test("a webhook's figures tell since when its oldest delivery has been due", async () => {
  await using api = await setup();
  api.engine.behave(URL, refused());
  await api.webhook();
  await api.event();
  expect((await figuresOf(api, "1h")).webhook).toMatchObject({
    ...{ pending: 1, held: 0, failed: 0, oldest_due_at: "2024-02-10T12:00:05.000Z" },
    last_attempt: { at: "2024-02-10T12:00:00.000Z", status_code: 500, error: "http_status" },
  });
});

test.each([
  ["window=2h", "window"],
  ["limit=0", "limit"],
  ["limit=1001", "limit"],
  ["webhook=wh_1", ""],
])("the figures of webhooks have no %s", async (query, path) => {
  await using api = await setup();
  const { status, body } = await api.get(`/v2/stats/webhooks?${query}`);
  expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", path]);
});

test("the figures of webhooks take no cursor of the list of webhooks", async () => {
  await using api = await setup();
  for (let nth = 0; nth < 2; nth++) await api.webhook();
  const { next_cursor } = (await api.get("/v2/webhooks?limit=1")).body;
  const { status, body } = await api.get(`/v2/stats/webhooks?cursor=${next_cursor}`);
  expect([status, body.code]).toEqual([400, "invalid_cursor"]);
});

test("tests are in none of the figures", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  await api.post(`/v2/webhooks/${id}/test`);
  const { all, webhook } = await figuresOf(api, "24h");
  expect(all).toMatchObject({ events: 0, attempts: NO_ATTEMPTS, deliveries: { delivered: 0 } });
  expect(webhook).toMatchObject({ attempts: NO_ATTEMPTS, last_attempt: null });
});

test("a window looks back as far as it says, and at a day when nothing is said", async () => {
  await using api = await setup();
  await api.webhook();
  await api.event();
  const seen = async (query: string) => {
    const { body } = await api.get(`/v2/stats${query}`);
    return [body.window, body.events, body.attempts.total];
  };
  await api.engine.clock.advance(HOUR + 60 * SECOND);
  expect(await seen("?window=1h")).toEqual(["1h", 0, 0]);
  expect(await seen("")).toEqual(["24h", 1, 1]);
  await api.engine.clock.advance(DAY);
  expect(await seen("?window=24h")).toEqual(["24h", 0, 0]);
  expect(await seen("?window=7d")).toEqual(["7d", 1, 1]);
});

test.each([
  ["window=1d", "window"],
  ["window=", "window"],
  ["window=24H", "window"],
  ["windwo=24h", "windwo"],
  ["period=24h", ""],
])("the figures have no %s", async (query, path) => {
  await using api = await setup();
  const { status, body } = await api.get(`/v2/stats?${query}`);
  expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", path]);
});

test("an account sees its own figures, the operator all of them or those of one", async () => {
  await using api = await setup();
  await api.webhook();
  await api.event();
  const webhooks = async (key: string, query = "") => (await api.get(`/v2/stats${query}`, { key })).body;
  expect(await webhooks(api.keys.other)).toMatchObject({ events: 0, attempts: { total: 0 }, webhooks: { active: 0 } });
  const operator = api.keys.operator;
  expect(await webhooks(operator)).toMatchObject({
    account_id: null,
    events: 1,
    attempts: { total: 1 },
    webhooks: { active: 1 },
  });
  expect(await webhooks(operator, "?account_id=acc_other")).toMatchObject({
    account_id: "acc_other",
    events: 0,
    webhooks: { active: 0 },
  });
});
