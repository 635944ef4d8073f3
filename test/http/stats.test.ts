import { expect, test } from "bun:test";
import { DAY, HOUR, SECOND } from "../../src/core/time.ts";
import { answered, refused } from "../support/engine.ts";
import { setup, URL } from "./setup.ts";

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
  expect(body).toEqual({
    account_id: "acc_test",
    window: "24h",
    since: "2024-02-09T12:00:00.000Z",
    events: 3,
    attempts: { total: 2, succeeded: 1, failed: 1, mean_response_time_ms: 0 },
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
    attempts: { total: 0, succeeded: 0, failed: 0, mean_response_time_ms: null },
    webhooks: { active: 0, disabled: 0, failed: 0 },
    deliveries: { pending: 0, held: 0, delivered: 0, failed: 0, oldest_due_at: null },
  });
});

test("tests are in none of the figures", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  await api.post(`/v2/webhooks/${id}/test`);
  expect((await api.get("/v2/stats")).body).toMatchObject({
    events: 0,
    attempts: { total: 0 },
    deliveries: { delivered: 0 },
  });
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
