import { expect, test } from "bun:test";
import { createRates } from "../../src/http/rates.ts";
import { StorageFull } from "../../src/store/faults.ts";
import { type Answered, setup as setupApi, URL } from "./setup.ts";

const setup = () => setupApi({ settings: { apiRequestsPerMinute: 3 } });

test("a key has so many requests a minute, and is told when to come again", async () => {
  await using api = await setup();
  for (let count = 0; count < 3; count++) expect((await api.get("/v2/webhooks")).status).toBe(200);
  const { status, headers, body } = await api.get("/v2/webhooks");
  expect([status, body.code, headers.get("retry-after")]).toEqual([429, "rate_limited", "20"]);
  expect(body.detail).toContain("3 requests a minute");
  expect(body.detail).toContain("Wait 20 s");
  await api.engine.clock.advance(19_999);
  expect((await api.get("/v2/webhooks")).status).toBe(429);
  await api.engine.clock.advance(1);
  expect((await api.get("/v2/webhooks")).status).toBe(200);
});

test("after a quiet minute there is no more than a minute's worth", async () => {
  await using api = await setup();
  await api.get("/v2/webhooks");
  await api.engine.clock.advance(600_000);
  const answers = [];
  for (let count = 0; count < 4; count++) answers.push((await api.get("/v2/webhooks")).status);
  expect(answers).toEqual([200, 200, 200, 429]);
});

test("a limited request does nothing", async () => {
  await using api = await setup();
  for (let count = 0; count < 3; count++) await api.get("/v2/webhooks");
  const refused = await api.post("/v2/events", { type: "task.created", data: {} });
  expect(refused.status).toBe(429);
  expect((await api.get("/v2/events", { key: api.keys.operator })).body.data).toEqual([]);
});

test("each key has a rate of its own", async () => {
  await using api = await setup();
  for (let count = 0; count < 4; count++) await api.get("/v2/webhooks");
  expect((await api.get("/v2/webhooks", { key: api.keys.other })).status).toBe(200);
});

test("what needs no key has no rate", async () => {
  await using api = await setup();
  for (let count = 0; count < 10; count++) {
    expect((await api.get("/healthz", { key: null })).status).toBe(200);
    expect((await api.get("/healthz")).status).toBe(200);
  }
  expect((await api.get("/v2/webhooks")).status).toBe(200);
});

test("answers tell what the key may yet do", async () => {
  await using api = await setup();
  const told = async () => {
    const { headers } = await api.get("/v2/webhooks");
    return [headers.get("ratelimit"), headers.get("ratelimit-policy")];
  };
  const policy = '"key";q=3;w=60';
  expect(await told()).toEqual(['"key";r=2;t=20', policy]);
  expect(await told()).toEqual(['"key";r=1;t=40', policy]);
  await api.engine.clock.advance(20_000);
  expect(await told()).toEqual(['"key";r=1;t=40', policy]);
  expect(await told()).toEqual(['"key";r=0;t=60', policy]);
  expect(await told()).toEqual(['"key";r=0;t=60', policy]);
  expect((await api.get("/healthz", { key: null })).headers.get("ratelimit")).toBeNull();
});

test("ten thousand are remembered, and then the first begins anew: who comes from everywhere fills no memory", () => {
  const rates = createRates("address", 1, { monotonic: () => 0 });
  for (let nth = 0; nth <= 10_000; nth++) expect(rates.take(`address ${nth}`).wait).toBe(0);
  expect(rates.take("address 9999").wait).toBeGreaterThan(0);
  expect(rates.take("address 0").wait).toBe(0);
});

type Api = Awaited<ReturnType<typeof setupApi>>;
const ACCOUNT = { id: "acc_other" };
const EVENT = { type: "task.created", data: {} };

/** Uploads more than may be uploaded, without telling how much beforehand. */
async function uploadInChunks(api: Api): Promise<Answered> {
  const chunk = new Uint8Array(64);
  const body = new ReadableStream({ pull: (stream) => stream.enqueue(chunk) });
  const headers = { authorization: `Bearer ${api.keys.own}`, "content-type": "application/json" };
  return api.send(new Request("http://api.test/v2/events", { method: "POST", headers, body }));
}

test.each<[status: number, why: string, ask: (api: Api) => Promise<Answered>]>([
  [400, "a cursor that is none", (api) => api.get("/v2/events?cursor=x")],
  [400, "no JSON", (api) => api.post("/v2/events", "{")],
  [403, "a key of an account", (api) => api.get("/v2/accounts")],
  [403, "a body of it", (api) => api.post("/v2/accounts", {})],
  [404, "no such webhook", (api) => api.get("/v2/webhooks/wh_none")],
  [404, "no such webhook to test", (api) => api.post("/v2/webhooks/wh_none/test")],
  [404, "no such path", (api) => api.get("/v2/nothing")],
  [405, "another method", (api) => api.call("PUT", "/v2/events")],
  [409, "a taken id", (api) => api.post("/v2/accounts", ACCOUNT, { key: api.keys.operator })],
  [413, "a body that is too large", (api) => api.post("/v2/events", `{"data":"${"x".repeat(2_000)}"}`)],
  [413, "one that is so in the end", uploadInChunks],
  [415, "no type", (api) => api.post("/v2/events", EVENT, { headers: { "content-type": "text/plain" } })],
  [422, "a type that is none", (api) => api.post("/v2/events", { ...EVENT, type: "task.unknown" })],
  [422, "a limit that is none", (api) => api.get("/v2/events?limit=0")],
])("an answer %i to %s tells what the key may yet do", async (status, _, ask) => {
  await using api = await setupApi({ settings: { bodyBytes: 1_000 } });
  const { headers, status: answered } = await ask(api);
  expect(answered).toBe(status);
  expect([headers.get("ratelimit"), headers.get("ratelimit-policy")]).toEqual([
    '"key";r=5999;t=1',
    '"key";q=6000;w=60',
  ]);
  expect(headers.get("allow") !== null).toBe(status === 405);
});

test("faults of ours and of the storage tell it too, and when to come again", async () => {
  await using api = await setupApi();
  api.engine.store.webhooks.create = () => Promise.reject(new StorageFull("full"));
  api.engine.store.webhooks.list = () => Promise.reject(new Error("a bug"));
  const full = await api.post("/v2/webhooks", { url: URL, events: ["*"] });
  const broken = await api.get("/v2/webhooks");
  const told = [full, broken].map(({ status, headers }) => [status, headers.get("ratelimit")]);
  expect(told).toEqual([
    [507, '"key";r=5999;t=1'],
    [500, '"key";r=5998;t=1'],
  ]);
  api.faults.length = 0;
});

test("who is not known here is told of no rate", async () => {
  await using api = await setupApi({ settings: { failedAuthenticationsPerMinute: 1 } });
  const answers = [
    await api.get("/v2/webhooks", { key: null }),
    await api.post("/v2/events", EVENT, { key: "unknown" }),
    await api.get("/v2/nothing", { key: "unknown" }),
    await api.call("PUT", "/v2/events", undefined, { key: null }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 429, 401]);
  for (const { headers } of answers) expect([...headers.keys()].join()).not.toContain("ratelimit");
  expect(answers[2]?.headers.get("retry-after")).toBe("60");
});
