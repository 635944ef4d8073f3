import { expect, test } from "bun:test";
import { SECOND } from "../../src/core/time.ts";
import { answered, refused } from "../support/engine.ts";
import { setup, URL } from "./setup.ts";

const status = ({ status }: { status: string }) => status;

test("a delivery is listed with its attempts", async () => {
  await using api = await setup();
  api.engine.behave(URL, refused(503), answered(204));
  const { id } = await api.webhook();
  const event = await api.event();
  await api.engine.clock.advance(5 * SECOND);
  const { status, body } = await api.get(`/v2/webhooks/${id}/deliveries`);
  expect(status).toBe(200);
  expect(body).toEqual({
    data: [
      {
        id: event.deliveries[0].id,
        event_id: event.id,
        event_type: "task.created",
        webhook_id: id,
        status: "delivered",
        held_reason: null,
        failure_reason: null,
        trigger: "event",
        created_at: "2024-02-10T12:00:00.000Z",
        next_attempt_at: null,
        attempts: [
          {
            number: 1,
            started_at: "2024-02-10T12:00:00.000Z",
            status_code: 503,
            response_time_ms: 0,
            error: "http_status",
          },
          { number: 2, started_at: "2024-02-10T12:00:05.000Z", status_code: 204, response_time_ms: 0, error: null },
        ],
      },
    ],
    next_cursor: null,
  });
});

test("a pending delivery says when it is tried next", async () => {
  await using api = await setup();
  api.engine.behave(URL, refused());
  const { id } = await api.webhook();
  await api.event();
  expect((await api.get(`/v2/webhooks/${id}/deliveries`)).body.data).toMatchObject([
    { status: "pending", next_attempt_at: "2024-02-10T12:00:05.000Z" },
  ]);
});

test("a delivery is shown with the request as it was sent, and the answers as they came", async () => {
  await using api = await setup();
  const response = {
    status: 500,
    headers: { "content-type": "text/plain" },
    body: new Uint8Array([0x6f, 0x68, 0xff]),
    truncated: true,
  };
  api.engine.behave(URL, { kind: "answered", response }, "hang");
  const { id } = await api.webhook();
  const event = await api.event({ data: { n: 1 } });
  await api.engine.clock.advance(10 * SECOND);
  const { status, body } = await api.get(`/v2/webhooks/${id}/deliveries/${event.deliveries[0].id}`);
  expect(status).toBe(200);
  const sent = api.engine.sent.at(-1);
  const headers = Object.entries(sent?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  expect(body.request).toEqual({ url: URL, headers: Object.fromEntries(headers), body: sent?.body });
  expect(body.request.headers["x-taskflow-attempt"]).toBe("2");
  expect(body.attempts).toMatchObject([
    { number: 1, response: { headers: { "content-type": "text/plain" }, body: "oh�", truncated: true } },
    { number: 2, status_code: null, error: "timeout", response_time_ms: 5000, response: null },
  ]);
});

test("deliveries are filtered by state and by type", async () => {
  await using api = await setup();
  api.engine.behave(URL, answered(200), answered(200), refused());
  const { id } = await api.webhook();
  await api.event();
  await api.event({ type: "comment.created" });
  await api.event();
  const path = `/v2/webhooks/${id}/deliveries`;
  expect((await api.get(`${path}?status=delivered`)).body.data.map(status)).toEqual(["delivered", "delivered"]);
  expect((await api.get(`${path}?status=pending`)).body.data.map(status)).toEqual(["pending"]);
  const comments = await api.get(`${path}?event_type=comment.created`);
  expect(comments.body.data).toMatchObject([{ event_type: "comment.created" }]);
  expect((await api.get(`${path}?event_type=comment.created&status=pending`)).body.data).toEqual([]);
});

test.each([
  "status=done",
  "status=",
  "since=yesterday",
  "until=2024-02-30T00:00:00Z",
  "state=failed",
  "status=failed&status=held",
])("deliveries cannot be filtered by %s", async (query) => {
  await using api = await setup();
  const { id } = await api.webhook();
  const { status, body } = await api.get(`/v2/webhooks/${id}/deliveries?${query}`);
  expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", query.split("=")[0]]);
});

test("a delivery is sent again under its id, at once, with a fresh schedule", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  const event = await api.event();
  api.engine.behave(URL, refused());
  const path = `/v2/webhooks/${id}/deliveries/${event.deliveries[0].id}`;
  const { status, body } = await api.post(`${path}/redeliver`);
  expect(status).toBe(202);
  expect(body).toMatchObject({
    id: event.deliveries[0].id,
    status: "pending",
    trigger: "redelivery",
    next_attempt_at: "2024-02-10T12:00:00.000Z",
  });
  await api.engine.clock.rest();
  expect((await api.get(path)).body).toMatchObject({
    trigger: "redelivery",
    next_attempt_at: "2024-02-10T12:00:05.000Z",
    attempts: [{ number: 1 }, { number: 2 }],
  });
  expect((await api.get(`/v2/webhooks/${id}`)).body.deliveries_today).toBe(1);
});

test("every failed delivery of a time is sent again, and none of another time", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  api.engine.behave(URL, answered(410));
  const old = await api.event();
  await api.patch(`/v2/webhooks/${id}`, { enabled: true });
  await api.engine.clock.advance(SECOND);
  const since = new Date(api.engine.clock.now()).toISOString();
  const recent = await api.event();
  api.engine.behave(URL, answered(200));
  await api.patch(`/v2/webhooks/${id}`, { enabled: true });
  const { status, body } = await api.post(`/v2/webhooks/${id}/recover`, { since });
  expect([status, body]).toEqual([202, { recovered: 1 }]);
  await api.engine.clock.rest();
  const path = `/v2/webhooks/${id}/deliveries`;
  expect((await api.get(`${path}/${recent.deliveries[0].id}`)).body).toMatchObject({
    status: "delivered",
    trigger: "redelivery",
  });
  expect((await api.get(`${path}/${old.deliveries[0].id}`)).body).toMatchObject({ status: "failed", trigger: "event" });
  const rest = await api.post(`/v2/webhooks/${id}/recover`, { since: "2024-02-10T12:00:00Z", until: since });
  expect(rest.body).toEqual({ recovered: 1 });
});

test("of the failed deliveries those are sent again that are asked for, by type and by what the last attempt came to", async () => {
  await using api = await setup({});
  const { id } = await api.webhook();
  const path = `/v2/webhooks/${id}`;
  const since = "2024-02-10T12:00:00Z";
  const made: string[] = [];
  for (const type of ["task.created", "comment.created"]) {
    api.engine.behave(URL, answered(410));
    made.push((await api.event({ type })).deliveries[0].id);
    await api.patch(path, { enabled: true });
  }
  api.engine.behave(URL, answered(200));
  const recover = async (filter: object) => (await api.post(`${path}/recover`, { since, ...filter })).body;
  expect(await recover({ status_code: "5xx" })).toEqual({ recovered: 0 });
  expect(await recover({ error: "timeout" })).toEqual({ recovered: 0 });
  expect(await recover({ event_type: "task.deleted" })).toEqual({ recovered: 0 });
  const asked = { event_type: "comment.created", status_code: "4xx", error: "http_status" };
  expect(await recover({ ...asked, dry_run: true })).toEqual({ recovered: 1 });
  expect(await recover(asked)).toEqual({ recovered: 1 });
  await api.engine.clock.rest();
  const { data } = (await api.get(`${path}/deliveries`)).body;
  expect(data.map((row: { id: string; status: string }) => [row.id, row.status])).toEqual([
    [made[1], "delivered"],
    [made[0], "failed"],
  ]);
  const unknown = await api.post(`${path}/recover`, { since, event_type: "task.creatd" });
  expect([unknown.status, unknown.body.code, unknown.body.errors[0].path]).toEqual([
    422,
    "unknown_event_type",
    "/event_type",
  ]);
});

test("how many would be sent again, or dropped, is told before, and nothing is touched by that", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  const path = `/v2/webhooks/${id}`;
  api.engine.behave(URL, answered(410));
  await api.event();
  await api.event();
  await api.engine.clock.advance(SECOND);
  await api.event();
  const before = await api.get(`${path}/deliveries`);
  const since = "2024-02-10T12:00:00Z";
  const stopped = await api.post(`${path}/recover`, { since, dry_run: true });
  expect([stopped.status, stopped.body.code]).toEqual([409, "webhook_stopped"]);
  const discards = [{}, { since: "2024-02-10T12:00:01Z" }, { until: since }];
  for (const [nth, told] of [2, 1, 0].entries()) {
    const { status, body } = await api.post(`${path}/discard`, { ...discards[nth], dry_run: true });
    expect([status, body]).toEqual([200, { discarded: told }]);
  }
  expect((await api.get(`${path}/deliveries`)).text).toBe(before.text);
  expect((await api.post(`${path}/discard`, { dry_run: false })).body).toEqual({ discarded: 2 });
  await api.patch(path, { enabled: true });
  const { status, body } = await api.post(`${path}/recover`, { since, dry_run: true });
  expect([status, body]).toEqual([200, { recovered: 1 }]);
  await api.engine.clock.rest();
  expect(api.engine.sent.length).toBe(1);
  expect((await api.post(`${path}/recover`, { since })).body).toEqual(body);
});

test("recovering needs to know since when", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  const { status, body } = await api.post(`/v2/webhooks/${id}/recover`, {});
  expect([status, body.errors[0].path]).toEqual([422, "/since"]);
});

test("what waits can be dropped, all of it or that of a time", async () => {
  await using api = await setup();
  const { id } = await api.webhook({ enabled: false });
  await api.event();
  await api.engine.clock.advance(SECOND);
  await api.event();
  const path = `/v2/webhooks/${id}`;
  const some = await api.post(`${path}/discard`, { until: "2024-02-10T12:00:01Z" });
  expect([some.status, some.body]).toEqual([202, { discarded: 1 }]);
  expect((await api.get(`${path}/deliveries`)).body.data.map(status)).toEqual(["held", "canceled"]);
  expect((await api.post(`${path}/discard`)).body).toEqual({ discarded: 1 });
  expect((await api.post(`${path}/discard`)).body).toEqual({ discarded: 0 });
  expect((await api.get(`${path}/deliveries?status=canceled`)).body.data.length).toBe(2);
  await api.patch(path, { enabled: true });
  await api.engine.clock.rest();
  expect(api.engine.sent).toEqual([]);
});

test("nothing is sent again while the webhook is stopped", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  const event = await api.event();
  await api.patch(`/v2/webhooks/${id}`, { enabled: false });
  const refusals = [
    await api.post(`/v2/webhooks/${id}/deliveries/${event.deliveries[0].id}/redeliver`),
    await api.post(`/v2/webhooks/${id}/recover`, { since: "2024-02-10T12:00:00Z" }),
  ];
  expect(refusals.map(({ status, body }) => [status, body.code])).toEqual(Array(2).fill([409, "webhook_stopped"]));
});

test("a delivery is found under its own webhook alone", async () => {
  await using api = await setup();
  const first = await api.webhook({ events: ["task.created"] });
  const second = await api.webhook({ events: ["comment.created"] });
  const event = await api.event();
  const path = `deliveries/${event.deliveries[0].id}`;
  expect((await api.get(`/v2/webhooks/${first.id}/${path}`)).status).toBe(200);
  expect((await api.get(`/v2/webhooks/${second.id}/${path}`)).body.code).toBe("not_found");
  expect((await api.post(`/v2/webhooks/${second.id}/${path}/redeliver`)).body.code).toBe("not_found");
});
