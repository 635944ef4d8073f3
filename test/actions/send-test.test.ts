import { expect, test } from "bun:test";
import { redeliver } from "../../src/actions/redeliver.ts";
import { sendTest } from "../../src/actions/send-test.ts";
import { updateWebhook } from "../../src/actions/update-webhook.ts";
import { SEED_EVENT_TYPES } from "../../src/core/seed-event-types.ts";
import { taskflowSignature } from "../../src/core/signature.ts";
import { HOUR, SECOND } from "../../src/core/time.ts";
import { webhookStatus } from "../../src/core/webhook.ts";
import { answered, refused, timedOut } from "../support/engine.ts";
import { refusalOf, setup, URL } from "./setup.ts";

test.each(SEED_EVENT_TYPES.map(({ type }) => type))(
  "a test of %s carries the type's sample data, signed as any other",
  async (type) => {
    await using engine = await setup();
    const record = await engine.webhook(URL, { secret: "s3cret", events: ["comment.created"] });
    const detail = await sendTest(engine.context, record, type);
    expect(detail).toMatchObject({ eventType: type, trigger: "test", state: "delivered", attempts: [{ number: 1 }] });
    const [sent] = engine.sent;
    const body = JSON.parse(sent?.body ?? "");
    expect(body).toMatchObject({ id: detail.eventId, type, metadata: { account_id: "acc_test", triggered_by: null } });
    expect(body.data).toEqual(SEED_EVENT_TYPES.find((known) => known.type === type)?.example);
    expect(sent?.headers).toMatchObject({
      "x-taskflow-event": type,
      "x-taskflow-delivery-id": detail.id,
      "x-taskflow-attempt": "1",
      "x-taskflow-signature": taskflowSignature("s3cret")
        .over(sent?.body ?? "")
        .value(),
    });
  },
);

test.each([
  ["an error", refused(503), { statusCode: 503, error: "http_status" }],
  ["gone", answered(410), { statusCode: 410, error: "http_status" }],
  ["a redirect", answered(302), { statusCode: 302, error: "redirect" }],
])(
  "a test that is answered with %s fails, is not tried again, and does not touch its webhook",
  async (_, behaviour, attempt) => {
    await using engine = await setup();
    engine.behave(URL, behaviour);
    const record = await engine.webhook(URL);
    expect(await sendTest(engine.context, record)).toMatchObject({
      state: "failed",
      failureReason: "exhausted",
      attempts: [attempt],
    });
    await engine.clock.advance(12 * HOUR);
    expect(engine.sent.length).toBe(1);
    expect(await engine.find(record.webhook.id)).toEqual(record);
  },
);

test("a test that is not answered ends when an attempt's time is up", async () => {
  await using engine = await setup();
  engine.behave(URL, timedOut);
  const testing = sendTest(engine.context, await engine.webhook(URL));
  await engine.clock.advance(5 * SECOND);
  expect(await testing).toMatchObject({ state: "failed", attempts: [{ error: "timeout", responseTimeMs: 5000 }] });
});

test.each(["disabled", "failed"])("a test works on a %s webhook, and leaves it so", async (status) => {
  await using engine = await setup();
  let record = await engine.webhook(URL);
  if (status === "disabled") record = await updateWebhook(engine.context, record, { enabled: false });
  else {
    engine.behave(URL, answered(410), answered(200));
    await engine.post();
    await engine.clock.rest();
    record = await engine.find(record.webhook.id);
  }
  expect<string>(webhookStatus(record.webhook)).toBe(status);
  expect(await sendTest(engine.context, record)).toMatchObject({ state: "delivered" });
  expect((await engine.find(record.webhook.id)).webhook).toEqual(record.webhook);
});

test("a test is in the delivery log, and its event is not among the events", async () => {
  await using engine = await setup();
  const record = await engine.webhook(URL);
  const { id, eventId } = await sendTest(engine.context, record);
  expect(await engine.deliveries(record.webhook)).toMatchObject([{ id, trigger: "test" }]);
  expect((await engine.store.events.list(null, {}, { limit: 10 })).rows).toEqual([]);
  expect(await engine.store.events.find(null, eventId)).toBeUndefined();
});

test("a test that is redelivered still counts nowhere, and fails no webhook", async () => {
  await using engine = await setup();
  engine.behave(URL, refused(), answered(410));
  const record = await engine.webhook(URL);
  const { id } = await sendTest(engine.context, record);
  await redeliver(engine.context, record, id);
  await engine.clock.rest();
  expect(engine.sent.length).toBe(2);
  expect(await engine.find(record.webhook.id)).toEqual(record);
});

test("a test of a type that nobody knows is refused, and nothing is sent", async () => {
  await using engine = await setup();
  const record = await engine.webhook(URL);
  for (const type of ["task.craeted", "task.*", "*"]) {
    expect(await refusalOf(sendTest(engine.context, record, type))).toBe("unknown_event_type");
  }
  expect(engine.sent).toEqual([]);
});
