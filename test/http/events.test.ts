import { expect, test } from "bun:test";
import fc from "fast-check";
import { setup, URL } from "./setup.ts";

test("an event is accepted with a delivery for each webhook that listens to it", async () => {
  await using api = await setup();
  const wanted = await api.webhook({ events: ["task.*"] });
  await api.webhook({ events: ["comment.created"] });
  const { status, headers, body } = await api.post("/v2/events", { type: "task.created", data: { id: "task_1" } });
  expect(status).toBe(202);
  expect(headers.get("content-type")).toStartWith("application/json");
  expect(headers.has("idempotent-replayed")).toBe(false);
  expect(body).toEqual({
    id: expect.stringMatching(/^evt_[0-9a-hjkmnp-tv-z]{26}$/),
    type: "task.created",
    timestamp: "2024-02-10T12:00:00.000Z",
    deliveries: [{ id: expect.stringMatching(/^del_[0-9a-z]{26}$/), webhook_id: wanted.id, status: "pending" }],
  });
});

test("an event that nobody listens to is accepted all the same", async () => {
  await using api = await setup();
  const { status, body } = await api.post("/v2/events", { type: "task.created", data: {} });
  expect([status, body.deliveries]).toEqual([202, []]);
});

test("an event for a stopped webhook says that its delivery is held", async () => {
  await using api = await setup();
  await api.webhook({ enabled: false });
  expect((await api.event()).deliveries).toMatchObject([{ status: "held" }]);
});

test("an event can be looked up with its content, and is listed without", async () => {
  await using api = await setup();
  const webhook = await api.webhook();
  const posted = await api.event({ data: { id: "task_1" }, metadata: { triggered_by: "user_1", request: 7 } });
  const row = {
    id: posted.id,
    type: "task.created",
    timestamp: "2024-02-10T12:00:00.000Z",
    account_id: "acc_test",
    created_at: "2024-02-10T12:00:00.000Z",
    deliveries: [{ id: posted.deliveries[0].id, webhook_id: webhook.id, status: "delivered" }],
  };
  expect((await api.get("/v2/events")).body).toEqual({ data: [row], next_cursor: null });
  expect((await api.get(`/v2/events/${posted.id}`)).body).toEqual({
    ...row,
    data: { id: "task_1" },
    metadata: { account_id: "acc_test", triggered_by: "user_1", request: 7 },
  });
});

test("what is sent has the seed's keys in the seed's order, and the account and the trigger in front", async () => {
  await using api = await setup();
  await api.webhook();
  await api.event({ data: 1, metadata: { z: 1, triggered_by: "user_1", a: 2 } });
  await api.event({ data: 2 });
  const [own, plain] = api.engine.sent.map(({ body }) => JSON.parse(body));
  expect(Object.keys(own)).toEqual(["id", "type", "timestamp", "data", "metadata"]);
  expect(JSON.stringify(own.metadata)).toBe('{"account_id":"acc_test","triggered_by":"user_1","z":1,"a":2}');
  expect(JSON.stringify(plain.metadata)).toBe('{"account_id":"acc_test","triggered_by":null}');
});

test.each([
  ["2024-02-10T16:45:22Z", "2024-02-10T16:45:22Z"],
  ["2024-02-10T16:45:22.123456Z", "2024-02-10T16:45:22.123456Z"],
  ["2024-02-10T16:45:22+02:00", "2024-02-10T14:45:22.000Z"],
])("a timestamp of %s is shown and sent in UTC as %s", async (given, shown) => {
  await using api = await setup();
  await api.webhook();
  const posted = await api.event({ timestamp: given });
  expect(posted.timestamp).toBe(shown);
  expect((await api.get(`/v2/events/${posted.id}`)).body).toMatchObject({
    timestamp: shown,
    created_at: "2024-02-10T12:00:00.000Z",
  });
  expect(JSON.parse(api.engine.sent[0]?.body ?? "").timestamp).toBe(shown);
});

test.each(["null", "true", "0", '""', "[]", '"text"', "-0.0", "1E400", "[[],{}]"])(
  "data may be any JSON value, such as %s",
  async (data) => {
    await using api = await setup();
    await api.webhook();
    const { status, body } = await api.post("/v2/events", `{"type":"task.created","data":${data}}`);
    expect(status).toBe(202);
    await api.engine.clock.rest();
    expect(api.engine.sent[0]?.body).toContain(`,"data":${data},"metadata":`);
    expect((await api.get(`/v2/events/${body.id}`)).text).toContain(`,"data":${data},"metadata":`);
  },
);

/** JSON text as no serialiser would write it: odd numbers, white space, escapes, repeated keys deep inside. */
const space = fc.constantFrom("", " ", "\n\t", "\r\n");
const scalar = fc.oneof(
  fc.constantFrom("1.0", "-0", "1e5", "12345678901234567890", "0.10", '"\\u00e9\\/"', '"é😀"', '"\\""', '"},{"'),
  fc.json({ maxDepth: 0 }),
);
const { data: anyData } = fc.letrec<{ data: string }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc
      .tuple(fc.array(tie("data"), { maxLength: 3 }), space)
      .map(([items, s]) => `[${s}${items.join(`${s},${s}`)}${s}]`),
    fc
      .tuple(
        fc.array(fc.tuple(fc.constantFrom('"a"', '"b"', '"\\u0061"', '"data"'), tie("data")), { maxLength: 3 }),
        space,
      )
      .map(([pairs, s]) => `{${s}${pairs.map(([key, value]) => `${key}${s}:${s}${value}`).join(`${s},`)}${s}}`),
  ),
}));

test("data reaches the endpoint byte for byte as it was posted", async () => {
  await using api = await setup();
  await api.webhook({ url: URL });
  await fc.assert(
    fc.asyncProperty(anyData, space, async (data, gap) => {
      const before = api.engine.sent.length;
      const text = `{${gap}"metadata":{"x":"\\u0041"},${gap}"data"${gap}:${gap}${data}${gap},"type":"task.created"}`;
      expect((await api.post("/v2/events", text)).status).toBe(202);
      await api.engine.clock.rest();
      expect(api.engine.sent[before]?.body).toContain(`,"data":${data},"metadata":{`);
      expect(api.engine.sent[before]?.body).toEndWith(',"x":"\\u0041"}}');
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["a missing type", { data: {} }, "/type"],
  ["missing data", { type: "task.created" }, "/data"],
  ["an empty type", { type: "", data: {} }, "/type"],
  ["a type of another kind", { type: 7, data: {} }, "/type"],
  ["a timestamp that is none", { type: "task.created", data: {}, timestamp: "yesterday" }, "/timestamp"],
  ["a day that does not exist", { type: "task.created", data: {}, timestamp: "2024-02-30T00:00:00Z" }, "/timestamp"],
  [
    "a time whose year in UTC has five digits",
    { type: "task.created", data: {}, timestamp: "9999-12-31T23:00:00-02:00" },
    "/timestamp",
  ],
  [
    "a time before the year 0",
    { type: "task.created", data: {}, timestamp: "0000-01-01T00:00:00+02:00" },
    "/timestamp",
  ],
  ["a time without a zone", { type: "task.created", data: {}, timestamp: "2024-02-10T00:00:00" }, "/timestamp"],
  ["metadata of another kind", { type: "task.created", data: {}, metadata: [] }, "/metadata"],
  [
    "a trigger of another kind",
    { type: "task.created", data: {}, metadata: { triggered_by: 7 } },
    "/metadata/triggered_by",
  ],
  [
    "an account in the metadata that is another",
    { type: "task.created", data: {}, metadata: { account_id: "acc_other" } },
    "/metadata/account_id",
  ],
])("an event with %s is refused", async (_, event, path) => {
  await using api = await setup();
  const { status, body } = await api.post("/v2/events", event);
  expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", path]);
  expect((await api.get("/v2/events")).body.data).toEqual([]);
});

test("an event of an unknown type is refused with the nearest known one", async () => {
  await using api = await setup();
  const { status, body } = await api.post("/v2/events", { type: "task.craeted", data: {} });
  expect([status, body.code, body.errors[0].path]).toEqual([422, "unknown_event_type", "/type"]);
  expect(body.errors[0].message).toContain('Did you mean "task.created"?');
});

test("a wildcard is no type that an event could have", async () => {
  await using api = await setup();
  expect((await api.post("/v2/events", { type: "task.*", data: {} })).body.code).toBe("unknown_event_type");
  expect((await api.post("/v2/events", { type: "x".repeat(256), data: {} })).body.code).toBe("validation_failed");
});

test("the seven types of the documentation are known, each with a description, a schema and an example", async () => {
  await using api = await setup();
  const { status, body } = await api.get("/v2/event-types");
  expect(status).toBe(200);
  expect(body.data.map(({ type }: { type: string }) => type).sort()).toEqual([
    "comment.created",
    "task.assigned",
    "task.completed",
    "task.created",
    "task.deleted",
    "task.updated",
    "workflow.triggered",
  ]);
  for (const row of body.data) {
    expect(Object.keys(row).sort()).toEqual(["description", "example", "schema", "type"]);
    expect(row.description).not.toBe("");
    expect(row.schema.type).toBe("object");
    expect(Object.keys(row.example).length).toBeGreaterThan(0);
  }
});
