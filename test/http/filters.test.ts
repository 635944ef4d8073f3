import { expect, test } from "bun:test";
import { setup } from "./setup.ts";

test.each(["zz", "task.*", "*", "Task.created"])(
  "a list cannot be filtered by the type %p, which is none",
  async (type) => {
    await using api = await setup();
    const { id } = await api.webhook();
    for (const [path, parameter] of [
      [`/v2/events?type=${type}`, "type"],
      [`/v2/webhooks/${id}/deliveries?event_type=${type}`, "event_type"],
      [`/v2/deliveries?event_type=${type}`, "event_type"],
    ] as const) {
      const { status, body } = await api.get(path);
      expect([status, body.code, body.errors[0].path]).toEqual([422, "unknown_event_type", parameter]);
    }
  },
);

test("a list can be filtered by a type that is known no more", async () => {
  await using api = await setup();
  const { store, ids, now } = api.context;
  const { row: account } = api.engine.account;
  const event = { id: ids.mint("evt"), account, type: "old.type", timestamp: "2024-01-01T00:00:00Z", body: "{}" };
  await store.events.ingest([{ ...event, createdAt: now(), test: false, deliveries: [] }]);
  const { body } = await api.get("/v2/events?type=old.type");
  expect(body.data).toMatchObject([{ type: "old.type" }]);
});

test("a time may be finer than the milliseconds of what is listed", async () => {
  await using api = await setup();
  const event = await api.event();
  const { created_at } = (await api.get(`/v2/events/${event.id}`)).body;
  const finer = created_at.replace("Z", "001Z");
  const listed = async (query: string) => (await api.get(`/v2/events?${query}`)).body.data.length;
  expect([await listed(`since=${created_at}`), await listed(`since=${finer}`)]).toEqual([1, 0]);
  expect([await listed(`until=${created_at}`), await listed(`until=${finer}`)]).toEqual([0, 1]);
});

test("a cursor of another webhook's deliveries is refused", async () => {
  await using api = await setup();
  const [one, two] = [await api.webhook(), await api.webhook()];
  await api.event();
  await api.event();
  const { body } = await api.get(`/v2/webhooks/${one.id}/deliveries?limit=1`);
  const own = await api.get(`/v2/webhooks/${one.id}/deliveries?cursor=${body.next_cursor}`);
  const others = await api.get(`/v2/webhooks/${two.id}/deliveries?cursor=${body.next_cursor}`);
  expect([own.status, own.body.data.length]).toEqual([200, 1]);
  expect([others.status, others.body.code]).toEqual([400, "invalid_cursor"]);
});
