import { expect, test } from "bun:test";
import { setup } from "./setup.ts";

const event = (data: unknown = {}) => ({ type: "task.created", data });

test("a batch is accepted in its order, each event with its deliveries", async () => {
  await using api = await setup();
  const { id } = await api.webhook({ events: ["task.created"] });
  const events = [event(1), { type: "comment.created", data: 2, timestamp: "2024-02-10T10:00:00+01:00" }, event(3)];
  const { status, body } = await api.post("/v2/events/batch", { events });
  expect(status).toBe(202);
  expect(Object.keys(body)).toEqual(["data"]);
  expect(body.data).toMatchObject([
    { type: "task.created", deliveries: [{ webhook_id: id, status: "pending" }] },
    { type: "comment.created", timestamp: "2024-02-10T09:00:00.000Z", deliveries: [] },
    { type: "task.created", deliveries: [{ webhook_id: id, status: "pending" }] },
  ]);
  await api.engine.clock.rest();
  expect(api.engine.sent.map((sent) => JSON.parse(sent.body).data)).toEqual([1, 3]);
});

test("the data of each event of a batch stays byte for byte", async () => {
  await using api = await setup();
  await api.webhook();
  const data = ['{"b":1.0,"a":12345678901234567890}', '[ 1 , "\\u0041],[" ]', "-0"];
  const events = data.map((text) => `{ "type":"task.created", "data" : ${text} }`);
  expect((await api.post("/v2/events/batch", `{"events" :[ ${events.join(" , ")} ] }`)).status).toBe(202);
  await api.engine.clock.rest();
  expect(api.engine.sent.map(({ body }) => /"data":(.*),"metadata"/.exec(body)?.[1])).toEqual(data);
});

test("one bad event refuses the whole batch, and each fault is named by its place", async () => {
  await using api = await setup();
  await api.webhook();
  const events = [event(), { type: "task.craeted", data: {} }, event(), { type: "coment.created", data: {} }];
  const unknown = await api.post("/v2/events/batch", { events });
  expect([unknown.status, unknown.body.code]).toEqual([422, "unknown_event_type"]);
  expect(unknown.body.errors.map(({ path }: { path: string }) => path)).toEqual(["/events/1/type", "/events/3/type"]);
  const invalid = await api.post("/v2/events/batch", { events: [event(), { type: "task.created" }] });
  expect([invalid.status, invalid.body.errors[0].path]).toEqual([422, "/events/1/data"]);
  const foreign = { ...event(), metadata: { account_id: "acc_other" } };
  const others = await api.post("/v2/events/batch", { events: [event(), foreign] });
  expect([others.status, others.body.errors[0].path]).toEqual([422, "/events/1/metadata/account_id"]);
  await api.engine.clock.rest();
  expect(api.engine.sent).toEqual([]);
  expect((await api.get("/v2/events")).body.data).toEqual([]);
});

test("a batch holds from one to a thousand events", async () => {
  await using api = await setup();
  const of = (count: number) => api.post("/v2/events/batch", { events: Array.from({ length: count }, () => event()) });
  expect((await of(1_000)).body.data.length).toBe(1_000);
  for (const count of [0, 1_001]) {
    const { status, body } = await of(count);
    expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", "/events"]);
    expect(body.errors[0].message).toContain(count === 0 ? "1 item" : "1000 items");
  }
});

test("an unknown field of an event in a batch is refused with the nearest known one", async () => {
  await using api = await setup();
  const { status, body } = await api.post("/v2/events/batch", { events: [{ ...event(), timestmap: "now" }] });
  expect([status, body.errors[0].path]).toEqual([422, "/events/0/timestmap"]);
  expect(body.errors[0].message).toContain('Did you mean "timestamp"?');
});

test("an event of a batch names no account: it stands beside the events", async () => {
  await using api = await setup();
  const inside = await api.post("/v2/events/batch", { events: [{ ...event(), account_id: "acc_test" }] });
  expect([inside.status, inside.body.errors[0].path]).toEqual([422, "/events/0/account_id"]);
  const key = { key: api.keys.operator };
  const beside = await api.post("/v2/events/batch", { events: [event()], account_id: "acc_other" }, key);
  expect(beside.status).toBe(202);
  expect((await api.get(`/v2/events/${beside.body.data[0].id}`, key)).body.account_id).toBe("acc_other");
  const without = await api.post("/v2/events/batch", { events: [event()] }, key);
  expect([without.status, without.body.errors[0].path]).toEqual([422, "/account_id"]);
});

test("a repeated key is refused, of the batch and of each of its events", async () => {
  await using api = await setup();
  const inside = '{"events":[{"type":"task.created","data":1},{"type":"task.created","data":1,"data":2}]}';
  const { status, body } = await api.post("/v2/events/batch", inside);
  expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", "/events/1/data"]);
  const outside = await api.post("/v2/events/batch", '{"events":[],"events":[{"type":"task.created","data":1}]}');
  expect([outside.status, outside.body.errors[0].path]).toEqual([422, "/events"]);
});

test("of many bad events the first twenty faults are told", async () => {
  await using api = await setup();
  const { status, body } = await api.post("/v2/events/batch", { events: Array(1_000).fill({ type: 7, data: 1 }) });
  expect([status, body.errors.length]).toEqual([422, 20]);
});
