import { expect, test } from "bun:test";
import { createRates } from "../../src/http/rates.ts";
import { setup as setupApi } from "./setup.ts";

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
