import { expect, test } from "bun:test";
import { Webhook } from "standardwebhooks";
import { LARGE_BODY_BYTES, SLICE_BYTES } from "../../src/core/body.ts";
import { taskflowSignature } from "../../src/core/signature.ts";
import type { SentAttempt } from "../support/engine.ts";
import { setup } from "./setup.ts";

const SECRET = `whsec_${"a".repeat(44)}`;
const texts: readonly [string, string][] = [
  ["just below what is large", `"${"x".repeat(LARGE_BODY_BYTES - 200)}"`],
  ["of one long text", ` {"text" : "${"x".repeat(700_000)}\\u0041" }`],
  ["of many bytes a character", `["${"é".repeat(70_000)}", "${"😀".repeat(100_000)}"]`],
  ["of many values", `[${Array.from({ length: 30_000 }, (_, nth) => `{ "id": ${nth}, "rate":1.0 }`).join(" , ")}]`],
];

function eventWith(text: string): string {
  return `{"type":"task.created","data":{"text":"${text}"}}`;
}

/** What the Standard Webhooks library makes of a request. */
function standard(sent: SentAttempt | undefined): string {
  const at = new Date(Number(sent?.headers["webhook-timestamp"]) * 1000);
  return new Webhook(SECRET).sign(sent?.headers["webhook-id"] ?? "", at, sent?.body ?? "");
}

test.each(texts)("data %s is sent, signed and shown as it was posted", async (_, data) => {
  await using api = await setup();
  await api.webhook({ secret: SECRET });
  const { status, body } = await api.post("/v2/events", `{"data":${data}, "type":"task.created","metadata":{"n":1}}`);
  expect(status).toBe(202);
  await api.engine.clock.rest();
  const [sent] = api.engine.sent;
  const metadata = '{"account_id":"acc_test","triggered_by":null,"n":1}';
  const own = `{"id":"${body.id}","type":"task.created","timestamp":"${body.timestamp}","data":${data.trim()}`;
  expect(sent?.body === `${own},"metadata":${metadata}}`).toBe(true);
  expect(sent?.headers["x-taskflow-signature"]).toBe(
    taskflowSignature(SECRET)
      .over(sent?.body ?? "")
      .value(),
  );
  expect(sent?.headers["webhook-signature"]).toBe(standard(sent));
  const shown = (await api.get(`/v2/events/${body.id}`)).text;
  expect(shown.endsWith(`,"data":${data.trim()},"metadata":${metadata}}`)).toBe(true);
});

test("large data is understood over many turns of the event loop, in which others are served", async () => {
  await using api = await setup();
  const slices = 20;
  let turns = 0;
  let timer = setImmediate(count);
  function count(): void {
    turns++;
    timer = setImmediate(count);
  }
  expect((await api.post("/v2/events", eventWith("x".repeat(slices * SLICE_BYTES)))).status).toBe(202);
  clearImmediate(timer);
  expect(turns).toBeGreaterThan(slices);
});

test("large metadata is sent on too", async () => {
  await using api = await setup();
  await api.webhook();
  const note = "é".repeat(LARGE_BODY_BYTES);
  await api.event({ metadata: { note } });
  expect(JSON.parse(api.engine.sent[0]?.body ?? "").metadata.note === note).toBe(true);
});

test("a large event that fails is sent again as it was", async () => {
  await using api = await setup();
  const { url } = await api.webhook();
  api.engine.behave(url, { kind: "failed", error: "reset" });
  await api.event({ data: "x".repeat(1_000_000) });
  await api.engine.clock.advance(5_000);
  const [first, second] = api.engine.sent.map(({ body }) => body);
  expect(first?.length).toBeGreaterThan(1_000_000);
  expect(first === second).toBe(true);
});

test("a large body with an idempotency key is known again by its bytes", async () => {
  await using api = await setup();
  await api.webhook();
  const keyed = { headers: { "idempotency-key": "k1" } };
  const text = eventWith("x".repeat(100_000));
  const first = await api.post("/v2/events", text, keyed);
  const again = await api.post("/v2/events", text, keyed);
  expect([again.status, again.text, again.headers.get("idempotent-replayed")]).toEqual([202, first.text, "true"]);
  expect((await api.post("/v2/events", `${text} `, keyed)).body.code).toBe("idempotency_mismatch");
  await api.engine.clock.rest();
  expect(api.engine.sent).toHaveLength(1);
});

/** The same mistakes in a small body and in a large one. */
const mistakes: readonly [string, (event: string) => string | Buffer<ArrayBuffer>][] = [
  ["is cut off", (event) => event.slice(0, -1)],
  ["goes on behind its end", (event) => `${event}}`],
  ["has a control character in a text", (event) => event.replace("xx", "x\n")],
  [
    "has half a character",
    (event) => Buffer.concat([Buffer.from(event.slice(0, -3)), Buffer.from([0xc3, 0x22, 0x7d, 0x7d])]),
  ],
  ["begins with a byte order mark", (event) => `\ufeff${event}`],
  ["is a list", (event) => `[${event}]`],
  ["has data twice", (event) => event.replace("{", '{"data":1,')],
  ["has data twice, once with an escape", (event) => event.replace("{", '{"d\\u0061ta":1,')],
  ["has its type twice", (event) => event.replace("{", '{"type":"task.created",')],
  ["has no type", (event) => event.replace('"type":"task.created",', "")],
  ["has a type that is none", (event) => event.replace("task.created", "task.craeted")],
  ["has data under another name", (event) => event.replace('"data"', '"date"')],
  ["has a field too many", (event) => event.replace("{", '{"text":"y",')],
  ["has metadata of another account", (event) => event.replace("{", '{"metadata":{"account_id":"acc_other"},')],
];

test.each(mistakes)("a large body that %s is refused as a small one is", async (_, spoil) => {
  await using api = await setup();
  const post = async (event: string) => {
    const headers = { authorization: `Bearer ${api.keys.own}`, "content-type": "application/json" };
    return api.send(new Request("http://api.test/v2/events", { method: "POST", headers, body: spoil(event) }));
  };
  const [small, large] = [await post(eventWith("xx")), await post(eventWith("x".repeat(100_000)))];
  expect(small.status).toBeGreaterThanOrEqual(400);
  expect([large.status, large.text]).toEqual([small.status, small.text]);
});
