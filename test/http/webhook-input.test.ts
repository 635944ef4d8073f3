import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { setup, URL } from "./setup.ts";

test.each([
  ["events", []],
  ["events", "*"],
  ["events", ["task.created", "task.created"]],
  ["events", [""]],
  ["events", ["x".repeat(256)]],
  ["events", Array.from({ length: 101 }, (_, index) => `task.${index}`)],
  ["url", ""],
  ["url", null],
  ["url", `https://example.com/${"x".repeat(2_048)}`],
  ["url", "https://example.com/#part"],
  ["url", "https://example .com/"],
  ["enabled", "true"],
  ["enabled", null],
  ["description", 7],
  ["description", "x".repeat(1_001)],
  ["description", "\ud800"],
  ["url", "https://example.com/\ud800"],
  ["secret", ""],
  ["secret", null],
  ["secret", "two\nlines"],
  ["secret", "\ud800"],
  ["secret", "x".repeat(256)],
])("the %s of a webhook cannot be %j, neither new nor changed", async (field, value) => {
  await using api = await setup();
  const { id } = await api.webhook();
  const answers = [
    await api.post("/v2/webhooks", { url: URL, events: ["*"], [field]: value }),
    await api.patch(`/v2/webhooks/${id}`, { [field]: value }),
  ];
  for (const { status, body } of answers) {
    expect([status, body.code]).toEqual([422, "validation_failed"]);
    expect(body.errors[0].path).toStartWith(`/${field}`);
  }
});

test("the characters of a text are counted as people count them, not in halves of them", async () => {
  await using api = await setup();
  const input = { url: URL, events: ["*"], secret: "𝄞".repeat(255), description: "𝄞".repeat(1_000) };
  expect((await api.post("/v2/webhooks", input)).status).toBe(201);
  const { status, body } = await api.post("/v2/webhooks", { ...input, url: 7, description: "𝄞".repeat(1_001) });
  expect([status, body.errors]).toEqual([
    422,
    [
      { path: "/url", message: "This must be a string." },
      { path: "/description", message: "This must have at most 1000 characters." },
    ],
  ]);
  const account = encodeURIComponent("𝄞".repeat(64));
  expect((await api.get(`/v2/webhooks?account_id=${account}`, { key: api.keys.operator })).status).toBe(404);
});

test.each([["*"], ["task.*"], ["comment.*", "task.created"]])("a webhook may listen to %s", async (...events) => {
  await using api = await setup();
  expect((await api.post("/v2/webhooks", { url: URL, events })).status).toBe(201);
});

test.each(["task*", "**", "*.created", "task.", "project.*", "task.*.*", "TASK.CREATED", "task.created "])(
  "a webhook cannot listen to %p: no known type is meant",
  async (pattern) => {
    await using api = await setup();
    const { status, body } = await api.post("/v2/webhooks", { url: URL, events: [pattern] });
    expect([status, body.code, body.errors[0].path]).toEqual([422, "unknown_event_type", "/events/0"]);
  },
);

test("a wildcard gets the types that begin so, and no others", async () => {
  await using api = await setup();
  await api.webhook({ events: ["task.*"] });
  for (const type of ["task.created", "task.assigned", "comment.created", "workflow.triggered"])
    await api.event({ type });
  expect(api.engine.sent.map(({ headers }) => headers["x-taskflow-event"])).toEqual(["task.created", "task.assigned"]);
});

test("a type that is listened to twice over is delivered once", async () => {
  await using api = await setup();
  await api.webhook({ events: ["*", "task.*", "task.created"] });
  expect((await api.event()).deliveries.length).toBe(1);
});

test.each([-1, 604_801, 1.5, "60", null])("an overlap cannot be %j seconds", async (overlap_seconds) => {
  await using api = await setup();
  const { id } = await api.webhook();
  const { status, body } = await api.post(`/v2/webhooks/${id}/rotate-secret`, { overlap_seconds });
  expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", "/overlap_seconds"]);
});

test("a test of an unknown type is refused, with the nearest known one", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  const { status, body } = await api.post(`/v2/webhooks/${id}/test`, { event_type: "task.craeted" });
  expect([status, body.code, body.errors[0].path]).toEqual([422, "unknown_event_type", "/event_type"]);
  expect(body.errors[0].message).toContain('"task.created"');
});

test("what a webhook gets after a thousand deliveries of a day is held until the next", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  await api.post("/v2/events/batch", { events: Array(1_000).fill({ type: "task.created", data: {} }) });
  while ((await api.get(`/v2/webhooks/${id}`)).body.deliveries_today < 1_000) await api.engine.clock.rest();
  const event = await api.event();
  expect(event.deliveries).toMatchObject([{ status: "held" }]);
  const path = `/v2/webhooks/${id}/deliveries/${event.deliveries[0].id}`;
  expect((await api.get(path)).body).toMatchObject({
    status: "held",
    held_reason: "daily_limit",
    next_attempt_at: "2024-02-11T00:00:00.000Z",
    attempts: [],
  });
  await api.engine.clock.advance(12 * 3_600_000);
  expect((await api.get(path)).body).toMatchObject({ status: "delivered", held_reason: null });
  expect((await api.get(`/v2/webhooks/${id}`)).body.deliveries_today).toBe(1);
});

test("a webhook of a disabled or failed state says why its deliveries are held", async () => {
  await using api = await setup();
  const { id } = await api.webhook({ enabled: false });
  const event = await api.event({ data: 7 });
  const path = `/v2/webhooks/${id}/deliveries/${event.deliveries[0].id}`;
  const { body } = await api.get(path);
  expect(body).toMatchObject({ status: "held", held_reason: "webhook_disabled", next_attempt_at: null, attempts: [] });
  // Nothing was signed yet, so no signature is shown; the body is what will be sent.
  expect(body.request.url).toBe(URL);
  expect(JSON.parse(body.request.body)).toMatchObject({ id: event.id, data: 7 });
  expect(Object.keys(body.request.headers)).not.toContain("x-taskflow-signature");
});

test("a secret may be any text, and signs by its UTF-8 bytes", async () => {
  await using api = await setup();
  const secret = "naïve secret 🔑";
  await api.webhook({ secret });
  await api.event();
  const [sent] = api.engine.sent;
  const expected = createHmac("sha256", Buffer.from(secret, "utf8"))
    .update(sent?.body ?? "")
    .digest("hex");
  expect(sent?.headers["x-taskflow-signature"]).toBe(`sha256=${expected}`);
});
