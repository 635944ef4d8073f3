import { expect, test } from "bun:test";
import { discardDeliveries } from "../../src/actions/discard.ts";
import { recoverDeliveries } from "../../src/actions/recover.ts";
import { redeliver } from "../../src/actions/redeliver.ts";
import { updateWebhook } from "../../src/actions/update-webhook.ts";
import { HOUR, MINUTE, SECOND } from "../../src/core/time.ts";
import { answered, delivered, refused } from "../support/engine.ts";
import { refusalOf, setup as setupEngine, URL } from "./setup.ts";

/** A webhook, and what tells of its deliveries. */
async function setup() {
  const engine = await setupEngine();
  const record = await engine.webhook(URL);
  const { id } = record.webhook;
  return {
    ...engine,
    record,
    current: () => engine.find(id),
    change: async (enabled: boolean) => updateWebhook(engine.context, await engine.find(id), { enabled }),
    /** An event's delivery, after its first attempt. */
    async event(): Promise<string> {
      const [event] = await engine.post();
      await engine.clock.rest();
      return event?.deliveries[0]?.id ?? "";
    },
    delivery: async (delivery: string) => (await engine.deliveries(record.webhook)).find((row) => row.id === delivery),
  };
}
const ALL = { since: 0 };

test("a redelivery carries the delivery's id and goes on counting attempts", async () => {
  await using engine = await setup();
  const id = await engine.event();
  await redeliver(engine.context, engine.record, id);
  await engine.clock.rest();
  const [first, second] = engine.sent.map(({ headers }) => headers);
  expect(second?.["x-taskflow-delivery-id"]).toBe(first?.["x-taskflow-delivery-id"]);
  expect([first?.["x-taskflow-attempt"], second?.["x-taskflow-attempt"]]).toEqual(["1", "2"]);
  expect(engine.sent[1]?.body).toBe(engine.sent[0]?.body);
  expect(await engine.delivery(id)).toMatchObject({ state: "delivered", trigger: "redelivery" });
});

test("a redelivery has a fresh schedule, whatever was used up before", async () => {
  await using engine = await setup();
  engine.behave(URL, refused());
  const id = await engine.event();
  await engine.clock.advance(40 * SECOND);
  const before = engine.sent.length;
  const at = engine.clock.now();
  await redeliver(engine.context, engine.record, id);
  await engine.clock.advance(40 * SECOND);
  const attempts = (await engine.delivery(id))?.attempts ?? [];
  expect(attempts.slice(before).map(({ startedAt }) => startedAt - at)).toEqual([0, 5 * SECOND, 35 * SECOND]);
});

test("a redelivery that exhausts its schedule fails the webhook as any delivery would", async () => {
  await using engine = await setup();
  const id = await engine.event();
  engine.behave(URL, refused());
  await redeliver(engine.context, engine.record, id);
  await engine.clock.advance(8 * HOUR);
  expect(await engine.delivery(id)).toMatchObject({ state: "failed", failureReason: "exhausted" });
  expect((await engine.current()).webhook.failureReason).toBe("exhausted");
});

test("the success rate counts a delivery by what it is now", async () => {
  await using engine = await setup();
  const id = await engine.event();
  engine.behave(URL, answered(410));
  await redeliver(engine.context, engine.record, id);
  await engine.clock.rest();
  expect((await engine.current()).counts).toMatchObject({ delivered: 0, failed: 1 });
  engine.behave(URL, delivered);
  await redeliver(engine.context, await engine.change(true), id);
  await engine.clock.rest();
  expect((await engine.current()).counts).toMatchObject({ delivered: 1, failed: 0 });
});

test("a canceled delivery can be sent again too", async () => {
  await using engine = await setup();
  await engine.change(false);
  const id = await engine.event();
  await discardDeliveries(engine.context, await engine.current(), {});
  await redeliver(engine.context, await engine.change(true), id);
  await engine.clock.rest();
  expect(await engine.delivery(id)).toMatchObject({ state: "delivered" });
});

test("redelivery and recovery do not count for the day", async () => {
  await using engine = await setup();
  const id = await engine.event();
  await redeliver(engine.context, engine.record, id);
  await engine.clock.rest();
  expect((await engine.current()).counts.dayCount).toBe(1);
});

test("a delivery that is not there, or another webhook's, is not found, stopped or not", async () => {
  await using engine = await setup();
  const id = await engine.event();
  const other = await engine.webhook("http://b.test/", { enabled: false });
  expect(await refusalOf(redeliver(engine.context, engine.record, "del_nothing"))).toBe("not_found");
  expect(await refusalOf(redeliver(engine.context, other, id))).toBe("not_found");
});

test("recovering takes what failed, and neither what was delivered nor what was canceled", async () => {
  await using engine = await setup();
  const landed = await engine.event();
  engine.behave(URL, answered(410));
  const failed = await engine.event();
  const held = await engine.event();
  await discardDeliveries(engine.context, await engine.current(), {});
  engine.behave(URL, delivered);
  const sent = engine.sent.length;
  expect(await recoverDeliveries(engine.context, await engine.change(true), ALL)).toBe(1);
  await engine.clock.rest();
  expect(engine.sent.length).toBe(sent + 1);
  expect(await engine.delivery(failed)).toMatchObject({ state: "delivered", trigger: "redelivery" });
  expect(await engine.delivery(landed)).toMatchObject({ state: "delivered", trigger: "event" });
  expect(await engine.delivery(held)).toMatchObject({ state: "canceled" });
  expect(await recoverDeliveries(engine.context, await engine.current(), ALL)).toBe(0);
});

test("recovering is by when deliveries were created: since inclusive, until exclusive", async () => {
  await using engine = await setup();
  engine.behave(URL, answered(410));
  const times: number[] = [];
  for (let count = 0; count < 3; count++) {
    times.push(engine.clock.now());
    await engine.event();
    await engine.change(true);
    await engine.clock.advance(MINUTE);
  }
  const [first = 0, second = 0, third = 0] = times;
  engine.behave(URL, delivered);
  const recover = async (range: { since: number; until?: number }) =>
    recoverDeliveries(engine.context, await engine.current(), range);
  expect(await recover({ since: first + 1, until: second })).toBe(0);
  expect(await recover({ since: second, until: third })).toBe(1);
  await engine.clock.rest();
  expect(await recover({ since: first })).toBe(2);
});

test("discarding drops what is pending and what is held, and nothing else", async () => {
  await using engine = await setup();
  const landed = await engine.event();
  engine.behave(URL, refused());
  const pending = await engine.event();
  expect(await discardDeliveries(engine.context, engine.record, {})).toBe(1);
  await engine.clock.advance(HOUR);
  expect(engine.sent.length).toBe(2);
  expect(await engine.delivery(pending)).toMatchObject({ state: "canceled", dueAt: null, attempts: [{ number: 1 }] });
  expect(await engine.delivery(landed)).toMatchObject({ state: "delivered" });
});

test("discarding works on a stopped webhook, and sending again does not", async () => {
  await using engine = await setup();
  const id = await engine.event();
  const stopped = await engine.change(false);
  await engine.event();
  expect(await refusalOf(redeliver(engine.context, stopped, id))).toBe("webhook_stopped");
  expect(await refusalOf(recoverDeliveries(engine.context, stopped, ALL))).toBe("webhook_stopped");
  expect(await discardDeliveries(engine.context, stopped, {})).toBe(1);
});
