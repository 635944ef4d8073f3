import { describe, expect, test } from "bun:test";
import { deleteWebhook } from "../../src/actions/delete-webhook.ts";
import { discardDeliveries } from "../../src/actions/discard.ts";
import { recoverDeliveries } from "../../src/actions/recover.ts";
import { redeliver } from "../../src/actions/redeliver.ts";
import { sendTest } from "../../src/actions/send-test.ts";
import { updateWebhook } from "../../src/actions/update-webhook.ts";
import { DAY, HOUR, MINUTE, nextUtcMidnight, SECOND } from "../../src/core/time.ts";
import { StorageFull } from "../../src/store/faults.ts";
import { answered, delivered, refused, startEngine, timedOut } from "../support/engine.ts";

const URL = "http://a.test/";

describe("a delivery", () => {
  test("goes out at once, signed, with the producer's bytes", async () => {
    await using engine = await startEngine();
    await engine.webhook(URL);
    await engine.post(1, '{"b":1.0,"a":12345678901234567890}');
    await engine.clock.rest();
    expect(engine.attemptedAt()).toEqual([0]);
    expect(engine.sent[0]?.body).toContain(
      ',"data":{"b":1.0,"a":12345678901234567890},"metadata":{"account_id":"acc_test",',
    );
    expect(engine.sent[0]?.headers).toMatchObject({ "x-taskflow-event": "task.created", "x-taskflow-attempt": "1" });
  });

  test("that is refused is tried again on schedule until it lands", async () => {
    await using engine = await startEngine();
    const { webhook } = await engine.webhook(URL);
    engine.behave(URL, refused(503), timedOut, delivered);
    await engine.post();
    await engine.clock.advance(10 * MINUTE);
    expect(engine.attemptedAt()).toEqual([0, 5 * SECOND, 40 * SECOND]);
    expect(await engine.deliveries(webhook)).toMatchObject([
      {
        state: "delivered",
        attempts: [
          { number: 1, statusCode: 503, error: "http_status" },
          { number: 2, error: "timeout", responseTimeMs: 5000 },
          { number: 3, error: null },
        ],
      },
    ]);
  });

  test("whose fifth retry fails stops its webhook, and the webhook's other deliveries are held", async () => {
    await using engine = await startEngine();
    const record = await engine.webhook(URL);
    engine.behave(URL, refused());
    await engine.post();
    await engine.clock.advance(7 * HOUR);
    await engine.post();
    await engine.clock.advance(30 * MINUTE);
    const ends = 5 * SECOND + 30 * SECOND + 5 * MINUTE + HOUR + 6 * HOUR;
    expect(engine.attemptedAt().filter((at) => at < 7 * HOUR)).toEqual([0, 5_000, 35_000, 335_000, 335_000 + HOUR]);
    expect(engine.attemptedAt()).toContain(ends);
    expect(await engine.store.webhooks.get(record.webhook.row)).toMatchObject({
      enabled: true,
      failureReason: "exhausted",
    });
    expect(await engine.deliveries(record.webhook)).toMatchObject([
      { state: "held", heldReason: "webhook_failed", dueAt: null },
      { state: "failed", failureReason: "exhausted" },
    ]);
    expect((await engine.post())[0]?.deliveries).toMatchObject([{ status: "held" }]);
  });

  test("after which the webhook is enabled goes out at once with a fresh schedule", async () => {
    await using engine = await startEngine({ policy: { retries: [SECOND], onExhausted: "fail-webhook" } });
    const record = await engine.webhook(URL);
    engine.behave(URL, refused());
    await engine.post(2);
    await engine.clock.advance(MINUTE);
    await engine.post();
    engine.behave(URL, refused(), delivered);
    await updateWebhook(engine.context, record, { enabled: true });
    await engine.clock.advance(MINUTE);
    const states = (await engine.deliveries(record.webhook)).map(({ state }) => state);
    expect(states.filter((state) => state === "delivered").length).toBeGreaterThanOrEqual(1);
    expect(states).not.toContain("held");
    expect(states).not.toContain("pending");
  });

  test("answered with 410 fails its webhook at once", async () => {
    await using engine = await startEngine({ policy: { retries: [SECOND], onExhausted: "fail-delivery" } });
    const { webhook } = await engine.webhook(URL);
    engine.behave(URL, answered(410));
    await engine.post();
    await engine.clock.rest();
    expect(await engine.store.webhooks.get(webhook.row)).toMatchObject({ failureReason: "gone" });
    expect(await engine.deliveries(webhook)).toMatchObject([{ state: "failed", failureReason: "gone" }]);
  });

  test("waits as long as Retry-After asks", async () => {
    await using engine = await startEngine();
    await engine.webhook(URL);
    engine.behave(URL, answered(429, { "retry-after": "120" }), delivered);
    await engine.post();
    await engine.clock.advance(10 * MINUTE);
    expect(engine.attemptedAt()).toEqual([0, 2 * MINUTE]);
  });

  test("under fail-delivery fails alone", async () => {
    await using engine = await startEngine({ policy: { retries: [], onExhausted: "fail-delivery" } });
    const { webhook } = await engine.webhook(URL);
    engine.behave(URL, refused(), delivered);
    await engine.post();
    await engine.clock.rest();
    await engine.post();
    await engine.clock.rest();
    expect((await engine.deliveries(webhook)).map(({ state }) => state)).toEqual(["delivered", "failed"]);
  });
});

describe("a webhook", () => {
  test("that is disabled holds what comes and what waits, and lets it go when it is enabled", async () => {
    await using engine = await startEngine();
    let record = await engine.webhook(URL);
    engine.behave(URL, refused(), delivered);
    await engine.post();
    await engine.clock.advance(SECOND);
    record = await updateWebhook(engine.context, record, { enabled: false });
    await engine.post();
    await engine.clock.advance(HOUR);
    expect(engine.sent).toHaveLength(1);
    expect(await engine.deliveries(record.webhook)).toMatchObject([
      { state: "held", heldReason: "webhook_disabled" },
      { state: "held", heldReason: "webhook_disabled" },
    ]);
    await updateWebhook(engine.context, record, { enabled: true });
    await engine.clock.rest();
    expect(engine.attemptedAt().slice(1)).toEqual([HOUR + SECOND, HOUR + SECOND]);
    expect((await engine.deliveries(record.webhook)).map(({ state }) => state)).toEqual(["delivered", "delivered"]);
  });

  test("that is disabled during an attempt records it and holds the retry", async () => {
    await using engine = await startEngine();
    const record = await engine.webhook(URL);
    engine.behave(URL, timedOut);
    await engine.post();
    await engine.clock.advance(SECOND);
    await updateWebhook(engine.context, record, { enabled: false });
    await engine.clock.advance(10 * SECOND);
    expect(await engine.deliveries(record.webhook)).toMatchObject([
      { state: "held", heldReason: "webhook_disabled", attempts: [{ error: "timeout" }] },
    ]);
  });

  test("that gets another URL or secret is posted to there from the next attempt", async () => {
    await using engine = await startEngine();
    const record = await engine.webhook(URL, { secret: "one" });
    engine.behave(URL, refused());
    await engine.post();
    await engine.clock.rest();
    await updateWebhook(engine.context, record, { url: "http://b.test/", secret: "two" });
    await engine.clock.advance(MINUTE);
    expect(engine.sent.map(({ url }) => url)).toEqual([URL, "http://b.test/"]);
    expect(engine.sent[0]?.headers["x-taskflow-signature"]).not.toBe(engine.sent[1]?.headers["x-taskflow-signature"]);
  });

  test("that is disabled when its last retry fails has failed all the same, until it is enabled", async () => {
    await using engine = await startEngine({ policy: { retries: [], onExhausted: "fail-webhook" } });
    const record = await engine.webhook(URL);
    engine.behave(URL, timedOut);
    await engine.post();
    await engine.clock.rest();
    const disabled = await updateWebhook(engine.context, record, { enabled: false });
    await engine.clock.advance(5 * SECOND);
    const webhook = () => engine.store.webhooks.get(record.webhook.row);
    expect(await webhook()).toMatchObject({ enabled: false, failureReason: "exhausted", failedAt: engine.clock.now() });
    await updateWebhook(engine.context, disabled, { enabled: true });
    expect(await webhook()).toMatchObject({ enabled: true, failureReason: null, failedAt: null });
  });

  test("that is deleted cancels its deliveries", async () => {
    await using engine = await startEngine();
    const record = await engine.webhook(URL);
    engine.behave(URL, refused());
    await engine.post();
    await engine.clock.rest();
    await deleteWebhook(engine.context, record);
    await engine.clock.skip(DAY);
    expect(engine.sent).toHaveLength(1);
    expect((await engine.deliveries(record.webhook)).map(({ state }) => state)).toEqual(["canceled"]);
  });

  test("that times out is narrowed to one attempt at a time, and widens when it answers", async () => {
    await using engine = await startEngine({ policy: { retries: [], onExhausted: "fail-delivery" } });
    await engine.webhook(URL);
    engine.behave(URL, timedOut);
    await engine.post(100);
    await engine.clock.rest();
    const inFlight = () => engine.dispatcher.figures().inFlight;
    expect(inFlight()).toBe(8);
    await engine.clock.advance(20 * SECOND);
    expect(inFlight()).toBe(1);
    engine.behave(URL, delivered);
    await engine.clock.advance(20 * SECOND);
    expect(inFlight()).toBe(0);
    expect(engine.sent).toHaveLength(100);
  });

  test.each([4, 10])("has no more than %i attempts in flight where so many are the limit", async (limit) => {
    await using engine = await startEngine({ concurrencyPerWebhook: limit });
    await engine.webhook(URL);
    await engine.post(50);
    await engine.clock.rest();
    expect(engine.sent).toHaveLength(50);
    engine.behave(URL, timedOut);
    await engine.post(50);
    await engine.clock.rest();
    expect(engine.dispatcher.figures().inFlight).toBe(limit);
  });
});

describe("a webhook with thousands waiting", () => {
  test("that is disabled and enabled at once comes to an end of both, and delivers all", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 10_000 });
    const record = await engine.webhook(URL);
    engine.behave(URL, timedOut);
    for (let n = 0; n < 5; n++) await engine.post(1_000);
    engine.behave(URL, delivered);
    const counts = () => engine.store.webhooks.counts(record.webhook.row);
    const disabling = updateWebhook(engine.context, record, { enabled: false });
    while ((await counts()).held === 0) await new Promise(setImmediate);
    await Promise.all([disabling, updateWebhook(engine.context, record, { enabled: true })]);
    await engine.clock.advance(MINUTE);
    expect(await counts()).toMatchObject({ held: 0, pending: 0, delivered: 5_000 });
  });

  test("is not held by a write that a full disk put off until it was enabled again", async () => {
    await using engine = await startEngine();
    const record = await engine.webhook(URL);
    engine.behave(URL, refused(), delivered);
    await engine.post();
    await engine.clock.rest();
    const { queue } = engine.store;
    const { holdWaiting } = queue;
    Object.assign(queue, { holdWaiting: () => Promise.reject(new StorageFull("full")) });
    const disabling = updateWebhook(engine.context, record, { enabled: false });
    await engine.clock.rest();
    Object.assign(queue, { holdWaiting });
    await updateWebhook(engine.context, record, { enabled: true });
    await engine.clock.advance(MINUTE);
    await disabling;
    expect(await engine.deliveries(record.webhook)).toMatchObject([{ state: "delivered" }]);
  });

  test("whose enabling was cut off has the rest let go at the next start", async () => {
    await using engine = await startEngine();
    const { webhook } = await engine.webhook(URL, { enabled: false });
    await engine.post(3);
    // As after a kill between the change and what follows from it.
    await engine.store.webhooks.update(webhook.row, { enabled: true }, engine.clock.now());
    expect(await engine.store.webhooks.counts(webhook.row)).toMatchObject({ held: 3 });
    await using second = await startEngine({}, engine);
    await second.clock.rest();
    expect(second.sent).toHaveLength(3);
  });
});

describe("the daily limit", () => {
  test("is kept by a lane that is looked over while a hold is being stored", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 2 });
    const { webhook } = await engine.webhook(URL);
    const { queue } = engine.store;
    const { hold } = queue;
    const gates: (() => void)[] = [];
    Object.assign(queue, {
      hold: async (...args: Parameters<typeof hold>) => {
        await new Promise<void>((resolve) => gates.push(resolve));
        return hold(...args);
      },
    });
    await engine.post(4);
    await engine.clock.rest();
    engine.dispatcher.tidy();
    // Forgotten, it would come back beside a second lane of the same webhook, and each would count for itself.
    expect(engine.dispatcher.figures().lanes).toBe(1);
    Object.assign(queue, { hold });
    for (const open of gates) open();
    await engine.clock.rest();
    await engine.post(60);
    await engine.clock.skip(DAY);
    expect(engine.sent).toHaveLength(4);
    expect(await engine.store.webhooks.counts(webhook.row)).toMatchObject({ delivered: 4, held: 60, dayCount: 2 });
  });

  test("counts the time that a delivery waits for another day, and not the one before it was let go", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 1 });
    const record = await engine.webhook(URL, { enabled: false });
    await engine.post(3);
    await engine.clock.skip(6 * DAY);
    await updateWebhook(engine.context, record, { enabled: true });
    await engine.clock.skip(DAY + HOUR);
    await engine.housekeeping.tidy();
    const states = (await engine.deliveries(record.webhook)).map(({ state }) => state);
    expect<string[]>(states.sort()).toEqual(["delivered", "delivered", "held"]);
  });

  test("keeps a delivery no longer than others are held, though each new day it comes in vain", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 1 });
    const { webhook } = await engine.webhook(URL);
    await engine.post(12);
    for (let day = 0; day < 8; day++) {
      await engine.clock.skip(DAY);
      await engine.housekeeping.tidy();
      const held = (await engine.deliveries(webhook)).filter(({ state }) => state === "held");
      expect(held.every(({ dueAt }) => dueAt === nextUtcMidnight(engine.clock.now()))).toBe(true);
    }
    const states = (await engine.deliveries(webhook)).map(({ failureReason }) => failureReason);
    expect(states.filter((reason) => reason === "expired").length).toBeGreaterThan(2);
    expect(await engine.store.webhooks.counts(webhook.row)).toMatchObject({ held: 0, pending: 0 });
  });

  test("holds the delivery after the last until the next UTC midnight, and counts none of them twice", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 3 });
    const { webhook } = await engine.webhook(URL);
    await engine.post(5);
    await engine.clock.rest();
    expect(engine.sent).toHaveLength(3);
    const midnight = nextUtcMidnight(engine.clock.now());
    expect((await engine.deliveries(webhook)).slice(0, 2)).toMatchObject([
      { state: "held", heldReason: "daily_limit", dueAt: midnight },
      { state: "held", heldReason: "daily_limit", dueAt: midnight },
    ]);
    expect((await engine.post())[0]?.deliveries).toMatchObject([{ status: "held" }]);
    await engine.clock.advance(midnight - engine.clock.now());
    expect(engine.sent).toHaveLength(6);
    expect((await engine.store.webhooks.counts(webhook.row)).dayCount).toBe(3);
  });

  test("is not lifted by enabling, and does not hold retries, redeliveries and tests", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 1 });
    const record = await engine.webhook(URL);
    engine.behave(URL, refused(), delivered);
    const [first] = await engine.post(2);
    await engine.clock.advance(MINUTE);
    expect(engine.sent).toHaveLength(2);
    await updateWebhook(engine.context, record, { enabled: true });
    await redeliver(engine.context, record, first?.deliveries[0]?.id ?? "");
    await engine.clock.rest();
    await sendTest(engine.context, record);
    await engine.clock.advance(MINUTE);
    expect(engine.sent).toHaveLength(4);
    expect((await engine.deliveries(record.webhook)).map(({ state }) => state)).toEqual([
      "delivered",
      "held",
      "delivered",
    ]);
  });

  test("does not hold a delivery of which a redelivery is asked for while it is about to be held", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 1 });
    const record = await engine.webhook(URL);
    const { queue } = engine.store;
    const { hold } = queue;
    const gate = Promise.withResolvers<void>();
    Object.assign(queue, { hold: (...args: Parameters<typeof hold>) => gate.promise.then(() => hold(...args)) });
    const posted = await engine.post(3);
    await engine.clock.rest();
    expect(engine.sent).toHaveLength(1);
    await redeliver(engine.context, record, posted[1]?.deliveries[0]?.id ?? "");
    await engine.clock.rest();
    gate.resolve();
    await engine.clock.rest();
    expect(engine.sent).toHaveLength(2);
    expect(await engine.deliveries(record.webhook)).toMatchObject([
      { state: "held", heldReason: "daily_limit" },
      { state: "delivered", trigger: "redelivery" },
      { state: "delivered", trigger: "event" },
    ]);
    const counts = { delivered: 2, held: 1, pending: 0, dayCount: 1 };
    expect(await engine.store.webhooks.counts(record.webhook.row)).toMatchObject(counts);
  });

  test("does not hold a delivery of which a redelivery is asked for while it waits in memory", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 8 });
    const record = await engine.webhook(URL);
    engine.behave(URL, "hang");
    const posted = await engine.post(12);
    await engine.clock.rest();
    expect([engine.sent.length, engine.dispatcher.figures().waiting]).toEqual([8, 4]);
    const id = posted[10]?.deliveries[0]?.id ?? "";
    await redeliver(engine.context, record, id);
    engine.behave(URL, delivered);
    engine.answer(URL, delivered);
    await engine.clock.rest();
    expect(engine.sent.map(({ headers }) => headers["x-taskflow-delivery-id"])[8]).toBe(id);
    const counts = { delivered: 9, held: 3, pending: 0, dayCount: 8 };
    expect(await engine.store.webhooks.counts(record.webhook.row)).toMatchObject(counts);
  });

  test("does not hold a delivery of which a redelivery is asked for during its attempt", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 1 });
    const record = await engine.webhook(URL);
    engine.behave(URL, "hang");
    const [event] = await engine.post(2);
    await engine.clock.rest();
    await redeliver(engine.context, record, event?.deliveries[0]?.id ?? "");
    engine.behave(URL, delivered);
    engine.answer(URL, refused());
    await engine.clock.rest();
    expect(engine.sent).toHaveLength(2);
    expect(await engine.deliveries(record.webhook)).toMatchObject([
      { state: "held", heldReason: "daily_limit" },
      { state: "delivered", trigger: "redelivery" },
    ]);
  });

  test("survives a restart", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 2 });
    const { webhook } = await engine.webhook(URL);
    await engine.post(2);
    await engine.clock.rest();
    await using second = await startEngine({ deliveriesPerDay: 2 }, engine);
    await second.post();
    await second.clock.rest();
    expect(second.sent).toHaveLength(0);
    expect((await second.deliveries(webhook))[0]).toMatchObject({ state: "held", heldReason: "daily_limit" });
  });
});

describe("sending again", () => {
  test("redelivers what was delivered, counting attempts on", async () => {
    await using engine = await startEngine();
    const record = await engine.webhook(URL);
    const [event] = await engine.post();
    await engine.clock.rest();
    const again = await redeliver(engine.context, record, event?.deliveries[0]?.id ?? "");
    expect(again).toMatchObject({ state: "pending", trigger: "redelivery" });
    await engine.clock.rest();
    expect(engine.sent.map(({ headers }) => headers["x-taskflow-attempt"])).toEqual(["1", "2"]);
    expect(engine.sent[0]?.headers["x-taskflow-delivery-id"]).toBe(engine.sent[1]?.headers["x-taskflow-delivery-id"]);
  });

  test("sends a pending one now", async () => {
    await using engine = await startEngine();
    const record = await engine.webhook(URL);
    engine.behave(URL, refused(), delivered);
    const [event] = await engine.post();
    await engine.clock.advance(SECOND);
    await redeliver(engine.context, record, event?.deliveries[0]?.id ?? "");
    await engine.clock.rest();
    expect(engine.attemptedAt()).toEqual([0, SECOND]);
  });

  test.each([
    ["lands", delivered],
    ["fails for the last time", refused()],
  ])("makes another attempt after one in flight that %s, with a fresh schedule", async (_, outcome) => {
    await using engine = await startEngine({ policy: { retries: [MINUTE], onExhausted: "fail-webhook" } });
    const record = await engine.webhook(URL);
    engine.behave(URL, refused(), "hang", refused(), delivered);
    const [event] = await engine.post();
    await engine.clock.advance(MINUTE);
    const id = event?.deliveries[0]?.id ?? "";
    expect(await redeliver(engine.context, record, id)).toMatchObject({ state: "pending", trigger: "redelivery" });
    await redeliver(engine.context, record, id);
    engine.answer(URL, outcome);
    await engine.clock.rest();
    expect(engine.sent).toHaveLength(3);
    await engine.clock.advance(MINUTE);
    const [delivery] = await engine.deliveries(record.webhook);
    expect(delivery).toMatchObject({ state: "delivered", attempts: [{}, {}, {}, {}] });
    expect((await engine.store.webhooks.get(record.webhook.row))?.failedAt).toBeNull();
  });

  test("asked for during an attempt that says 410 comes to nothing", async () => {
    await using engine = await startEngine();
    const record = await engine.webhook(URL);
    engine.behave(URL, "hang");
    const [event] = await engine.post();
    await engine.clock.rest();
    await redeliver(engine.context, record, event?.deliveries[0]?.id ?? "");
    engine.answer(URL, refused(410));
    await engine.clock.advance(MINUTE);
    expect(engine.sent).toHaveLength(1);
    expect(await engine.deliveries(record.webhook)).toMatchObject([{ state: "failed", failureReason: "gone" }]);
  });

  test("recovers every failed delivery of a time, and no test", async () => {
    await using engine = await startEngine({ policy: { retries: [], onExhausted: "fail-delivery" } });
    const record = await engine.webhook(URL);
    engine.behave(URL, refused());
    const since = engine.clock.now();
    await engine.post(25);
    await engine.clock.rest();
    await sendTest(engine.context, record);
    engine.behave(URL, delivered);
    expect(await recoverDeliveries(engine.context, record, { since })).toBe(25);
    await engine.clock.rest();
    expect(engine.sent).toHaveLength(51);
    const states = (await engine.deliveries(record.webhook)).map(({ state }) => state);
    expect<string[]>(states).toEqual(["failed", ...Array<string>(25).fill("delivered")]);
    expect(await recoverDeliveries(engine.context, record, { since })).toBe(0);
  });

  test("refuses while the webhook is stopped", async () => {
    await using engine = await startEngine();
    const record = await engine.webhook(URL);
    const [event] = await engine.post();
    await engine.clock.rest();
    const stopped = await updateWebhook(engine.context, record, { enabled: false });
    expect(redeliver(engine.context, stopped, event?.deliveries[0]?.id ?? "")).rejects.toMatchObject({
      problem: "webhook_stopped",
    });
    expect(recoverDeliveries(engine.context, stopped, { since: 0 })).rejects.toMatchObject({
      problem: "webhook_stopped",
    });
  });
});

test("discard cancels what waits, and an attempt in flight is recorded and is the last", async () => {
  await using engine = await startEngine();
  const record = await engine.webhook(URL);
  engine.behave(URL, timedOut);
  await engine.post(20);
  await engine.clock.advance(SECOND);
  expect(await discardDeliveries(engine.context, record, {})).toBe(20);
  await engine.clock.advance(HOUR);
  expect(engine.sent).toHaveLength(8);
  const rows = await engine.deliveries(record.webhook);
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(["canceled"]));
  expect(rows.filter(({ attempts }) => attempts.length === 1)).toHaveLength(8);
});

test("what is discarded during its last attempt does not fail its webhook, unless the endpoint is gone", async () => {
  for (const [outcome, failure] of [
    [refused(500), null],
    [refused(410), "gone"],
  ] as const) {
    await using engine = await startEngine({ policy: { retries: [], onExhausted: "fail-webhook" } });
    const record = await engine.webhook(URL);
    engine.behave(URL, "hang");
    await engine.post();
    await engine.clock.rest();
    await discardDeliveries(engine.context, record, {});
    engine.answer(URL, outcome);
    await engine.clock.rest();
    expect(await engine.deliveries(record.webhook)).toMatchObject([{ state: "canceled", attempts: [{ number: 1 }] }]);
    expect(await engine.store.webhooks.get(record.webhook.row)).toMatchObject({ failureReason: failure });
  }
});

test("what comes while a discard is under way is not discarded", async () => {
  await using engine = await startEngine();
  const record = await engine.webhook(URL);
  engine.behave(URL, refused());
  await engine.post();
  await engine.clock.rest();
  const { deliveries } = engine.store;
  const { discard } = deliveries;
  Object.assign(deliveries, {
    discard: async (...args: Parameters<typeof discard>) => {
      const walk = await discard(...args);
      engine.clock.setWall(engine.clock.now() + SECOND);
      await engine.post();
      return walk;
    },
  });
  expect(await discardDeliveries(engine.context, record, {})).toBe(1);
  Object.assign(deliveries, { discard });
  const states = (await engine.deliveries(record.webhook)).map(({ state }) => state);
  expect(states).toEqual(["pending", "canceled"]);
});

describe("a test event", () => {
  test("is attempted once, on a stopped webhook too, and counts nowhere", async () => {
    await using engine = await startEngine();
    const record = await engine.webhook(URL);
    const stopped = await updateWebhook(engine.context, record, { enabled: false });
    engine.behave(URL, refused(410));
    const detail = await sendTest(engine.context, stopped, "comment.created");
    expect(detail).toMatchObject({
      state: "failed",
      failureReason: "exhausted",
      trigger: "test",
      attempts: [{ statusCode: 410 }],
    });
    await engine.clock.skip(DAY);
    expect(engine.sent).toHaveLength(1);
    expect(await engine.store.webhooks.get(record.webhook.row)).toMatchObject({ failureReason: null });
    expect(await engine.store.webhooks.counts(record.webhook.row)).toMatchObject({
      failed: 0,
      dayCount: 0,
      lastTriggeredAt: null,
    });
  });
});

describe("many endpoints", () => {
  test("that hang do not hold up one that answers", async () => {
    await using engine = await startEngine({ concurrency: 40, policy: { retries: [], onExhausted: "fail-delivery" } });
    const urls = Array.from({ length: 20 }, (_, n) => `http://hangs-${n}.test/`);
    for (const url of urls) {
      engine.behave(url, timedOut);
      await engine.webhook(url);
    }
    await engine.webhook("http://healthy.test/");
    await engine.post();
    await engine.clock.advance(6 * SECOND);
    await engine.post(50);
    await engine.clock.advance(100);
    expect(engine.attemptedAt("http://healthy.test/")).toHaveLength(51);
  });

  test("are served in turn", async () => {
    await using engine = await startEngine({ concurrency: 1 });
    await engine.webhook("http://a.test/");
    await engine.webhook("http://b.test/");
    await engine.post(1);
    await engine.clock.rest();
    await engine.post(5);
    await engine.clock.rest();
    const order = engine.sent.slice(2).map(({ url }) => url);
    expect(order.filter((url) => url === order[0])).toHaveLength(5);
    for (let n = 1; n < order.length - 1; n++) expect(order[n]).not.toBe(order[n - 1]);
  });
});

describe("a restart", () => {
  test("attempts what was claimed, pending and due meanwhile", async () => {
    await using engine = await startEngine();
    const { webhook } = await engine.webhook(URL);
    engine.behave(URL, refused(), timedOut);
    await engine.post(20);
    await engine.clock.advance(SECOND);
    // As after a kill: what the first engine holds in memory is forgotten, and its leases are freed.
    await engine.store.queue.freeLeases(null);
    await using second = await startEngine({}, engine);
    await second.clock.advance(MINUTE);
    const delivered = (await second.deliveries(webhook)).filter(({ state }) => state === "delivered");
    expect(delivered).toHaveLength(20);
  });

  test("drains: interrupted attempts are recorded, due at once, and use up no retry", async () => {
    await using engine = await startEngine();
    const { webhook } = await engine.webhook(URL);
    engine.behave(URL, timedOut);
    await engine.post();
    await engine.clock.rest();
    const drained = engine.dispatcher.drain(SECOND);
    await engine.clock.advance(SECOND);
    await drained;
    expect(await engine.deliveries(webhook)).toMatchObject([
      { state: "pending", dueAt: engine.clock.now(), attempts: [{ number: 1, error: "interrupted" }] },
    ]);
  });
});

describe("a wall clock", () => {
  test("that was far ahead and is put right does not keep yesterday's count", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 1 });
    await engine.webhook(URL);
    const right = engine.clock.now();
    engine.clock.setWall(right + 30 * DAY);
    await engine.post();
    await engine.clock.rest();
    engine.clock.setWall(right);
    await engine.clock.skip(DAY);
    await engine.post();
    await engine.clock.rest();
    expect(engine.sent).toHaveLength(2);
  });

  test("that is put back leaves discard and recover what there was before", async () => {
    await using engine = await startEngine({ policy: { retries: [], onExhausted: "fail-delivery" } });
    const record = await engine.webhook(URL);
    engine.behave(URL, refused());
    await engine.post(2);
    await engine.clock.rest();
    engine.clock.setWall(engine.clock.now() - 5 * MINUTE);
    engine.behave(URL, timedOut);
    expect(await recoverDeliveries(engine.context, record, { since: 0 })).toBe(2);
    expect(await discardDeliveries(engine.context, record, {})).toBe(2);
  });
});

test("an attempt may be given longer than deliveries wait in memory", async () => {
  await using engine = await startEngine({ timeoutMs: HOUR });
  await engine.webhook(URL);
  await engine.post();
  await engine.clock.rest();
  expect(engine.sent).toHaveLength(1);
});

test("what memory cannot hold stays in the table and comes in its turn", async () => {
  await using engine = await startEngine({
    deliveriesPerDay: 1_000_000,
    policy: { retries: [], onExhausted: "fail-delivery" },
  });
  const { webhook } = await engine.webhook(URL);
  await engine.post(500);
  await engine.post(500);
  expect(engine.dispatcher.figures().waiting).toBeLessThan(1_100);
  while ((await engine.store.webhooks.counts(webhook.row)).delivered < 1_000) await engine.clock.rest();
  expect(engine.sent).toHaveLength(1_000);
  expect(new Set(engine.sent.map(({ headers }) => headers["x-taskflow-delivery-id"])).size).toBe(1_000);
});

describe("housekeeping", () => {
  test("fails what was held too long, and recover sends it again", async () => {
    await using engine = await startEngine();
    let record = await engine.webhook(URL);
    record = await updateWebhook(engine.context, record, { enabled: false });
    await engine.post();
    await engine.clock.skip(8 * DAY);
    await engine.housekeeping.tidy();
    expect(await engine.deliveries(record.webhook)).toMatchObject([{ state: "failed", failureReason: "expired" }]);
    record = await updateWebhook(engine.context, record, { enabled: true });
    expect(await recoverDeliveries(engine.context, record, { since: 0 })).toBe(1);
    await engine.clock.rest();
    expect(engine.sent).toHaveLength(1);
  });

  test("removes what is past its time, and the events with their last delivery", async () => {
    await using engine = await startEngine();
    const { webhook } = await engine.webhook(URL, { events: ["task.created"] });
    await engine.post(3);
    await engine.clock.rest();
    await engine.clock.skip(7 * DAY - HOUR);
    await engine.housekeeping.tidy();
    expect(await engine.deliveries(webhook)).toHaveLength(3);
    await engine.clock.skip(2 * HOUR);
    await engine.housekeeping.tidy();
    expect(await engine.deliveries(webhook)).toHaveLength(0);
    expect((await engine.store.events.list(null, {}, { limit: 10 })).rows).toHaveLength(0);
    expect(await engine.store.webhooks.counts(webhook.row)).toMatchObject({ delivered: 3, pending: 0 });
  });

  test("removes old events without deliveries in one round, also between those that have some", async () => {
    await using engine = await startEngine();
    const { webhook } = await engine.webhook(URL, { events: ["comment.created"] });
    engine.behave(URL, refused());
    const { store, context, account } = engine;
    const at = engine.clock.now();
    const event = (type: string) => ({
      ...{ id: context.ids.mint("evt"), account: account.row, type, timestamp: "2024-02-10T12:00:00Z", createdAt: at },
      ...{ body: "{}", test: false },
    });
    const withDelivery = event("comment.created");
    const kept = { id: context.ids.mint("del"), webhook: webhook.row, trigger: "event", lease: null } as const;
    const held = { ...kept, heldReason: "daily_limit", dueAt: at + 365 * DAY } as const;
    await store.events.ingest([{ ...withDelivery, deliveries: [held] }]);
    for (let n = 0; n < 3; n++) {
      const many = Array.from({ length: 1_000 }, () => ({ ...event("task.created"), deliveries: [] }));
      await store.events.ingest(many);
    }
    const cutoffs = { deliveredBefore: at + 1, failedBefore: 0, idempotencyBefore: 0, activityBefore: 0 };
    while ((await store.upkeep.sweep(cutoffs, 1_000)) === 1_000);
    expect((await store.events.list(null, {}, { limit: 10 })).rows).toHaveLength(1);
    // The newest rows are gone: what comes now is removed in its time all the same.
    await store.events.ingest([{ ...event("task.created"), deliveries: [] }]);
    while ((await store.upkeep.sweep(cutoffs, 1_000)) === 1_000);
    expect((await store.events.list(null, {}, { limit: 10 })).rows).toHaveLength(1);
  });

  test("frees no lease while something waits to be recorded", async () => {
    await using engine = await startEngine();
    await engine.webhook(URL);
    const { queue } = engine.store;
    const { settle } = queue;
    Object.assign(queue, { settle: () => Promise.reject(new StorageFull("full")) });
    await engine.post(3);
    await engine.clock.advance(HOUR);
    await engine.housekeeping.tidy();
    Object.assign(queue, { settle });
    await engine.clock.advance(MINUTE);
    expect(engine.sent).toHaveLength(3);
  });

  test("frees leases that ran out", async () => {
    await using engine = await startEngine();
    const { webhook } = await engine.webhook(URL);
    const lease = { token: 999, until: engine.clock.now() + MINUTE, untilMonotonic: engine.clock.monotonic() + MINUTE };
    const { store, context, account } = engine;
    const times = { createdAt: engine.clock.now(), dueAt: engine.clock.now() };
    await store.events.ingest([
      {
        ...{
          id: context.ids.mint("evt"),
          account: account.row,
          type: "task.created",
          timestamp: "x",
          body: "{}",
          test: false,
        },
        createdAt: times.createdAt,
        deliveries: [
          {
            id: context.ids.mint("del"),
            webhook: webhook.row,
            trigger: "event",
            heldReason: null,
            dueAt: times.dueAt,
            lease,
          },
        ],
      },
    ]);
    await engine.clock.advance(30 * SECOND);
    await engine.housekeeping.tidy();
    expect(engine.sent).toHaveLength(0);
    await engine.clock.advance(MINUTE);
    await engine.housekeeping.tidy();
    await engine.clock.rest();
    expect(engine.sent).toHaveLength(1);
  });
});
