import { expect, test } from "bun:test";
import { setup, URL } from "./setup.ts";

test.each([
  ["GET", "/v2/webhooks"],
  ["POST", "/v2/events"],
  ["GET", "/v2/accounts"],
  ["GET", "/v2/nothing"],
  ["PUT", "/v2/events"],
  ["GET", "/v2"],
])("%s %s without a key is 401, whether there is something or not", async (method, path) => {
  await using api = await setup();
  const { status, headers, body } = await api.call(method, path, undefined, { key: null });
  expect([status, body.code]).toEqual([401, "unauthorized"]);
  expect(headers.get("www-authenticate")).toStartWith("Bearer");
});

test.each(["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer tfk_unknown", "Bearer a b"])(
  "the authorization %p is none",
  async (authorization) => {
    await using api = await setup();
    const { status, body } = await api.get("/v2/webhooks", { key: null, headers: { authorization } });
    expect([status, body.code]).toEqual([401, "unauthorized"]);
  },
);

test("the scheme of an authorization may be written in any case", async () => {
  await using api = await setup();
  const headers = { authorization: `bearer ${api.keys.own}` };
  expect((await api.get("/v2/webhooks", { key: null, headers })).status).toBe(200);
});

test("a refused key is not repeated", async () => {
  await using api = await setup();
  const { status, text } = await api.get("/v2/webhooks", { key: "tfk_wrong_but_secret" });
  expect(status).toBe(401);
  expect(text).not.toContain("tfk_wrong_but_secret");
});

test("an unknown path with a key, and any outside of the API, is 404", async () => {
  await using api = await setup();
  for (const path of ["/v2/nothing", "/v2", "/v3/webhooks", "/favicon.ico"]) {
    const { status, body } = await api.get(path);
    expect([path, status, body.code]).toEqual([path, 404, "not_found"]);
  }
  expect((await api.get("/nothing", { key: null })).status).toBe(404);
});

test("another account's things are not there", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  const event = await api.event();
  const webhook = `/v2/webhooks/${id}`;
  const delivery = `${webhook}/deliveries/${event.deliveries[0].id}`;
  const calls: [string, string, unknown?][] = [
    ["GET", webhook],
    ["PATCH", webhook, { enabled: false }],
    ["DELETE", webhook],
    ["POST", `${webhook}/test`],
    ["POST", `${webhook}/rotate-secret`],
    ["GET", `${webhook}/deliveries`],
    ["GET", delivery],
    ["POST", `${delivery}/redeliver`],
    ["POST", `${webhook}/recover`, { since: "2024-02-10T00:00:00Z" }],
    ["POST", `${webhook}/discard`],
    ["GET", `/v2/events/${event.id}`],
  ];
  for (const [method, path, body] of calls) {
    const answer = await api.call(method, path, body, { key: api.keys.other });
    expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, "not_found"]);
  }
  for (const path of ["/v2/webhooks", "/v2/events"]) {
    expect((await api.get(path, { key: api.keys.other })).body.data).toEqual([]);
  }
  expect((await api.get(webhook)).body).toMatchObject({ enabled: true, deliveries_today: 1 });
});

test("an event goes to the webhooks of its own account alone", async () => {
  await using api = await setup();
  await api.webhook();
  const { body } = await api.post("/v2/events", { type: "task.created", data: {} }, { key: api.keys.other });
  await api.engine.clock.rest();
  expect(body.deliveries).toEqual([]);
  expect(api.engine.sent).toEqual([]);
});

test("an account key may name its own account, and no other", async () => {
  await using api = await setup();
  const event = { type: "task.created", data: {} };
  const named = (account_id: string) => [
    () => api.post("/v2/webhooks", { url: URL, events: ["*"], account_id }),
    () => api.post("/v2/events", { ...event, account_id }),
    () => api.post("/v2/events/batch", { events: [event], account_id }),
    () => api.get(`/v2/webhooks?account_id=${account_id}`),
    () => api.get(`/v2/events?account_id=${account_id}`),
    () => api.get(`/v2/stats?account_id=${account_id}`),
  ];
  for (const call of named("acc_test")) expect((await call()).status).toBeLessThan(300);
  for (const account of ["acc_other", "acc_nobody"]) {
    for (const call of named(account)) {
      const { status, body } = await call();
      expect([status, body.code]).toEqual([403, "forbidden"]);
    }
  }
});

test("an operator names the account where one is meant", async () => {
  await using api = await setup();
  const operator = { key: api.keys.operator };
  const event = { type: "task.created", data: {} };
  const webhook = { url: URL, events: ["*"] };
  for (const [path, body] of [
    ["/v2/webhooks", webhook],
    ["/v2/events", event],
  ] as const) {
    const without = await api.post(path, body, operator);
    expect([without.status, without.body.code, without.body.errors[0].path]).toEqual([
      422,
      "validation_failed",
      "/account_id",
    ]);
    expect((await api.post(path, { ...body, account_id: "acc_other" }, operator)).status).toBeLessThan(300);
  }
  expect((await api.get("/v2/webhooks", { key: api.keys.other })).body.data.length).toBe(1);
});

test("an operator sees the things of all accounts, or of the one that is named", async () => {
  await using api = await setup();
  const operator = { key: api.keys.operator };
  const own = await api.webhook();
  const event = await api.event();
  const { body: other } = await api.post("/v2/webhooks", { url: URL, events: ["*"] }, { key: api.keys.other });
  expect((await api.get(`/v2/webhooks/${other.id}`, operator)).status).toBe(200);
  expect((await api.get(`/v2/events/${event.id}`, operator)).status).toBe(200);
  const ids = async (path: string) => (await api.get(path, operator)).body.data.map(({ id }: { id: string }) => id);
  expect(await ids("/v2/webhooks")).toEqual([other.id, own.id]);
  expect(await ids("/v2/webhooks?account_id=acc_other")).toEqual([other.id]);
  expect(await ids("/v2/events?account_id=acc_other")).toEqual([]);
  expect(await ids("/v2/events")).toEqual([event.id]);
});

test("accounts and keys are the operator's alone", async () => {
  await using api = await setup();
  const calls: [string, string, unknown?][] = [
    ["POST", "/v2/accounts", {}],
    ["GET", "/v2/accounts"],
    ["GET", "/v2/accounts/acc_test"],
    ["PATCH", "/v2/accounts/acc_test", { name: "Mine" }],
    ["DELETE", "/v2/accounts/acc_test"],
    ["POST", "/v2/accounts/acc_test/keys", {}],
    ["GET", "/v2/accounts/acc_test/keys"],
    ["DELETE", "/v2/accounts/acc_test/keys/key_1"],
  ];
  for (const [method, path, body] of calls) {
    const answer = await api.call(method, path, body);
    expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 403, "forbidden"]);
  }
});
