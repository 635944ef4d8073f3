import { expect, test } from "bun:test";
import { answered } from "../support/engine.ts";
import { setup, URL } from "./setup.ts";

test("a webhook is registered with a secret of its own, which is shown once", async () => {
  await using api = await setup();
  const { status, headers, body } = await api.post("/v2/webhooks", { url: URL, events: ["task.created", "task.*"] });
  expect(status).toBe(201);
  expect(headers.get("location")).toBe(`/v2/webhooks/${body.id}`);
  expect(body).toEqual({
    id: expect.stringMatching(/^wh_[0-9a-z]{26}$/),
    account_id: "acc_test",
    url: URL,
    description: null,
    events: ["task.created", "task.*"],
    enabled: true,
    status: "active",
    created_at: "2024-02-10T12:00:00.000Z",
    updated_at: "2024-02-10T12:00:00.000Z",
    last_triggered: null,
    delivery_success_rate: 0,
    failed_at: null,
    failure_reason: null,
    deliveries_today: 0,
    managed_by: "api",
    client_certificate: null,
    secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
  });
  const { secret, ...shown } = body;
  expect((await api.get(`/v2/webhooks/${body.id}`)).body).toEqual(shown);
  expect((await api.get("/v2/webhooks")).body).toEqual({ data: [shown], next_cursor: null });
});

test("a secret that was given is never shown", async () => {
  await using api = await setup();
  const secret = "your_generated_secret_key";
  const made = await api.post("/v2/webhooks", { url: URL, events: ["*"], secret, enabled: false, description: "CI" });
  expect(made.body).toMatchObject({ enabled: false, status: "disabled", description: "CI" });
  const path = `/v2/webhooks/${made.body.id}`;
  const answers = [
    made,
    await api.get(path),
    await api.get("/v2/webhooks"),
    await api.patch(path, { secret }),
    await api.post(`${path}/rotate-secret`, { secret }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200]);
  for (const { text } of answers) expect(text).not.toContain(secret);
});

test("every field can be changed, a description taken away, and what is left out stays", async () => {
  await using api = await setup();
  const { id, created_at } = await api.webhook({ description: "old" });
  await api.engine.clock.advance(1000);
  const path = `/v2/webhooks/${id}`;
  const changed = await api.patch(path, { url: `${URL}/2`, events: ["comment.created"], description: null });
  expect(changed.status).toBe(200);
  expect(changed.body).toMatchObject({
    url: `${URL}/2`,
    events: ["comment.created"],
    description: null,
    enabled: true,
    created_at,
    updated_at: "2024-02-10T12:00:01.000Z",
  });
  expect((await api.patch(path, {})).body).toMatchObject({ url: `${URL}/2`, events: ["comment.created"] });
});

test("a failed webhook says since when and why, and enabling it clears both", async () => {
  await using api = await setup();
  api.engine.behave(URL, answered(410));
  const { id } = await api.webhook();
  await api.event();
  const failed = await api.get(`/v2/webhooks/${id}`);
  expect(failed.body).toMatchObject({
    status: "failed",
    enabled: true,
    failed_at: "2024-02-10T12:00:00.000Z",
    failure_reason: "gone",
    delivery_success_rate: 0,
    deliveries_today: 1,
    last_triggered: "2024-02-10T12:00:00.000Z",
  });
  const revived = await api.patch(`/v2/webhooks/${id}`, { enabled: true });
  expect(revived.body).toMatchObject({ status: "active", failed_at: null, failure_reason: null });
});

test("the deliveries of today are none of yesterday's", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  await api.event();
  expect((await api.get(`/v2/webhooks/${id}`)).body).toMatchObject({ deliveries_today: 1, delivery_success_rate: 1 });
  await api.engine.clock.advance(12 * 3_600_000);
  expect((await api.get(`/v2/webhooks/${id}`)).body).toMatchObject({ deliveries_today: 0, delivery_success_rate: 1 });
});

test("a deleted webhook is gone, with its deliveries, and its events stay", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  const event = await api.event();
  const gone = await api.del(`/v2/webhooks/${id}`);
  expect([gone.status, gone.text]).toEqual([204, ""]);
  expect((await api.get(`/v2/webhooks/${id}`)).status).toBe(404);
  expect((await api.del(`/v2/webhooks/${id}`)).status).toBe(404);
  expect((await api.get(`/v2/webhooks/${id}/deliveries`)).status).toBe(404);
  expect((await api.get(`/v2/webhooks/${id}/deliveries/${event.deliveries[0].id}`)).status).toBe(404);
  expect((await api.get(`/v2/events/${event.id}`)).status).toBe(200);
});

test("ten webhooks are an account's limit, under concurrent registrations too", async () => {
  await using api = await setup();
  const made = await Promise.all(
    Array.from({ length: 14 }, () => api.post("/v2/webhooks", { url: URL, events: ["*"] })),
  );
  expect(made.filter(({ status }) => status === 201).length).toBe(10);
  const refused = made.filter(({ status }) => status === 409);
  expect(refused.length).toBe(4);
  expect(refused[0]?.body).toMatchObject({ code: "webhook_limit_reached", detail: expect.stringContaining("10") });
  const { body } = await api.get("/v2/webhooks");
  await api.del(`/v2/webhooks/${body.data[0].id}`);
  expect((await api.post("/v2/webhooks", { url: URL, events: ["*"] })).status).toBe(201);
});

test("a rotated secret overlaps for as long as was asked, and for a day when nothing was", async () => {
  await using api = await setup();
  const { id, secret } = await api.webhook();
  const rotated = await api.post(`/v2/webhooks/${id}/rotate-secret`);
  expect(rotated.status).toBe(200);
  expect(rotated.body).toEqual({
    secret: expect.stringMatching(/^whsec_/),
    previous_secret_expires_at: "2024-02-11T12:00:00.000Z",
  });
  expect(rotated.body.secret).not.toBe(secret);
  const own = await api.post(`/v2/webhooks/${id}/rotate-secret`, { secret: "another_secret", overlap_seconds: 60 });
  expect(own.body).toEqual({ previous_secret_expires_at: "2024-02-10T12:01:00.000Z" });
});

test("a test is answered with its one attempt, of the type asked for, on a stopped webhook too", async () => {
  await using api = await setup();
  api.engine.behave(URL, answered(500));
  const { id } = await api.webhook({ events: ["comment.created"], enabled: false });
  const { status, body } = await api.post(`/v2/webhooks/${id}/test`, { event_type: "task.completed" });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    event_type: "task.completed",
    webhook_id: id,
    trigger: "test",
    status: "failed",
    failure_reason: "exhausted",
    attempts: [{ number: 1, status_code: 500, error: "http_status" }],
  });
  expect((await api.post(`/v2/webhooks/${id}/test`)).body.event_type).toBe("task.created");
  expect((await api.get(`/v2/webhooks/${id}`)).body).toMatchObject({ status: "disabled", deliveries_today: 0 });
  expect((await api.get("/v2/events")).body.data).toEqual([]);
});

test("a webhook of the configuration can be switched, and nothing else", async () => {
  await using api = await setup();
  const at = api.engine.clock.now();
  await api.context.store.webhooks.create(
    {
      id: "wh_ci",
      account: api.engine.account.row,
      url: URL,
      description: null,
      events: ["*"],
      enabled: true,
      secret: "from_the_config",
      managedBy: "config",
      createdAt: at,
      updatedAt: at,
    },
    10,
  );
  const path = "/v2/webhooks/wh_ci";
  expect((await api.get(path)).body).toMatchObject({ managed_by: "config" });
  expect((await api.patch(path, { enabled: false })).body).toMatchObject({ status: "disabled" });
  const refused = [
    await api.patch(path, { description: "mine" }),
    await api.patch(path, { enabled: true, url: URL }),
    await api.post(`${path}/rotate-secret`),
    await api.del(path),
  ];
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(Array(4).fill([409, "managed_by_config"]));
});

test.each([
  ["http://example.com/", "url_not_allowed"],
  ["https://user:pass@example.com/", "url_not_allowed"],
  ["https://127.0.0.1/", "url_not_allowed"],
  ["https://localhost/", "url_not_allowed"],
  ["https://[::ffff:10.0.0.1]/", "url_not_allowed"],
  ["https://169.254.169.254/latest", "url_not_allowed"],
  ["ftp://example.com/", "validation_failed"],
  ["no url", "validation_failed"],
])("a webhook cannot be at %s, neither new nor changed", async (url, code) => {
  await using api = await setup();
  const { id } = await api.webhook();
  const answers = [
    await api.post("/v2/webhooks", { url, events: ["*"] }),
    await api.patch(`/v2/webhooks/${id}`, { url }),
  ];
  for (const { status, body } of answers) {
    expect([status, body.code, body.errors[0].path]).toEqual([422, code, "/url"]);
  }
});

test("a webhook can be in a range that the operator opened", async () => {
  await using api = await setup();
  expect((await api.post("/v2/webhooks", { url: "https://203.0.113.9/", events: ["*"] })).status).toBe(201);
});

test("unknown event types are refused with the nearest known one", async () => {
  await using api = await setup();
  const { status, body } = await api.post("/v2/webhooks", { url: URL, events: ["*", "task.craeted", "taks.*"] });
  expect([status, body.code]).toEqual([422, "unknown_event_type"]);
  expect(body.errors.map((fault: { path: string }) => fault.path)).toEqual(["/events/1", "/events/2"]);
  expect(body.errors[0].message).toContain('"task.created"');
});
