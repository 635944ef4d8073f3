import { expect, test } from "bun:test";
import { DAY } from "../../src/core/time.ts";
import { setup } from "./setup.ts";

const BODY = { type: "task.created", data: { id: 1 } };
const keyed = (key: string) => ({ headers: { "idempotency-key": key } });

test.each([
  ["/v2/events", BODY],
  ["/v2/events/batch", { events: [BODY, BODY] }],
])("%s gives the first answer to a key again, and sends nothing", async (path, body) => {
  await using api = await setup();
  await api.webhook();
  const first = await api.post(path, body, keyed("k1"));
  await api.engine.clock.rest();
  const sent = api.engine.sent.length;
  const again = await api.post(path, body, keyed("k1"));
  await api.engine.clock.rest();
  expect([again.status, again.text]).toEqual([202, first.text]);
  expect(first.headers.has("idempotent-replayed")).toBe(false);
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(api.engine.sent.length).toBe(sent);
});

test.each([
  ["/v2/events", BODY, { ...BODY, data: { id: 2 } }],
  ["/v2/events", BODY, `${JSON.stringify(BODY)} `],
  ["/v2/events/batch", { events: [BODY] }, { events: [BODY, BODY] }],
])("%s refuses a key that comes with another body, by its bytes", async (path, body, other) => {
  await using api = await setup();
  await api.post(path, body, keyed("k1"));
  const refused = await api.post(path, other, keyed("k1"));
  expect([refused.status, refused.body.code]).toEqual([422, "idempotency_mismatch"]);
  expect(refused.headers.has("idempotent-replayed")).toBe(false);
  expect((await api.post(path, other, keyed("k2"))).status).toBe(202);
});

test("requests of the same moment with one key accept one event, and all get its answer", async () => {
  await using api = await setup();
  await api.webhook();
  const answers = await Promise.all(Array.from({ length: 8 }, () => api.post("/v2/events", BODY, keyed("k1"))));
  await api.engine.clock.rest();
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers.get("idempotent-replayed") === "true").length).toBe(7);
  expect(api.engine.sent.length).toBe(1);
  expect((await api.get("/v2/events")).body.data.length).toBe(1);
});

test("of different bodies of the same moment with one key one is accepted", async () => {
  await using api = await setup();
  const answers = await Promise.all(
    Array.from({ length: 4 }, (_, id) => api.post("/v2/events", { ...BODY, data: { id } }, keyed("k1"))),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 422, 422, 422]);
  expect((await api.get("/v2/events")).body.data.length).toBe(1);
});

test("a key is remembered for a day", async () => {
  await using api = await setup();
  const first = await api.post("/v2/events", BODY, keyed("k1"));
  await api.engine.clock.advance(DAY - 1);
  expect((await api.post("/v2/events", BODY, keyed("k1"))).text).toBe(first.text);
  await api.engine.clock.advance(2);
  const fresh = await api.post("/v2/events", BODY, keyed("k1"));
  expect(fresh.body.id).not.toBe(first.body.id);
  expect(fresh.headers.has("idempotent-replayed")).toBe(false);
});

test("a refused request does not use its key up", async () => {
  await using api = await setup();
  const wrong = await api.post("/v2/events", { type: "task.craeted", data: {} }, keyed("k1"));
  expect(wrong.body.code).toBe("unknown_event_type");
  expect((await api.post("/v2/events", BODY, keyed("k1"))).status).toBe(202);
});

test("accounts have keys of their own", async () => {
  await using api = await setup();
  const own = await api.post("/v2/events", BODY, keyed("k1"));
  const other = await api.post("/v2/events", BODY, { ...keyed("k1"), key: api.keys.other });
  expect(other.status).toBe(202);
  expect(other.body.id).not.toBe(own.body.id);
  expect(other.headers.has("idempotent-replayed")).toBe(false);
});

test("a key has from 1 to 255 characters", async () => {
  await using api = await setup();
  expect((await api.post("/v2/events", BODY, keyed("k".repeat(255)))).status).toBe(202);
  for (const key of ["", "k".repeat(256)]) {
    const { status, body } = await api.post("/v2/events", BODY, keyed(key));
    expect([status, body.code]).toEqual([422, "validation_failed"]);
    expect(body.errors[0].path).toBe("Idempotency-Key");
  }
});
