import { expect, test } from "bun:test";
import { parseRange } from "../../src/core/address.ts";
import { MINUTE } from "../../src/core/time.ts";
import { setup } from "./setup.ts";

/** The API on a socket, where three requests a minute may come with a bad key. */
async function listening(trusted: readonly string[] = []) {
  const trustedProxies = trusted.flatMap((text) => parseRange(text) ?? []);
  const api = await setup({ settings: { failedAuthenticationsPerMinute: 3, trustedProxies } });
  const port = await api.http.listen({ host: "127.0.0.1", port: 0 });
  const ask = async (key: string | null, forwardedFor?: string) => {
    const headers = {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(forwardedFor !== undefined && { "x-forwarded-for": forwardedFor }),
    };
    const answer = await fetch(`http://127.0.0.1:${port}/v2/webhooks`, { headers });
    return { status: answer.status, retryAfter: answer.headers.get("retry-after"), text: await answer.text() };
  };
  return Object.assign(api, {
    ask,
    async statuses(count: number, forwardedFor: (turn: number) => string | undefined = () => undefined) {
      const all: number[] = [];
      for (let turn = 0; turn < count; turn++) all.push((await ask(`bad-${turn}`, forwardedFor(turn))).status);
      return all;
    },
  });
}

test("an address that goes on with bad keys is told to wait, and good keys are let in", async () => {
  await using api = await listening();
  expect(await api.statuses(4)).toEqual([401, 401, 401, 429]);
  const { retryAfter, text } = await api.ask("bad");
  expect(retryAfter).toBe("20");
  expect(JSON.parse(text)).toMatchObject({
    code: "rate_limited",
    detail: expect.stringContaining("3 requests a minute"),
  });
  expect((await api.ask(api.keys.own)).status).toBe(200);
  await api.engine.clock.advance(MINUTE);
  expect(await api.statuses(4)).toEqual([401, 401, 401, 429]);
});

test("to show no key is no guess", async () => {
  await using api = await listening();
  for (let count = 0; count < 10; count++) expect((await api.ask(null)).status).toBe(401);
  expect(await api.statuses(4)).toEqual([401, 401, 401, 429]);
});

test("good keys do not use up what bad ones may", async () => {
  await using api = await listening();
  for (let count = 0; count < 10; count++) expect((await api.ask(api.keys.own)).status).toBe(200);
  expect(await api.statuses(3)).toEqual([401, 401, 401]);
});

test("an address that a client writes down itself does not count", async () => {
  await using api = await listening();
  expect(await api.statuses(4, (turn) => `198.51.100.${turn}`)).toEqual([401, 401, 401, 429]);
});

test("behind a trusted proxy each client has a limit of its own, and none by what it claims", async () => {
  await using api = await listening(["127.0.0.0/8"]);
  expect(await api.statuses(5, (turn) => `198.51.100.${turn}`)).toEqual([401, 401, 401, 401, 401]);
  const spoofed = (turn: number) => `203.0.113.${turn}, 198.51.100.77`;
  expect(await api.statuses(4, spoofed)).toEqual([401, 401, 401, 429]);
});

test("a client behind several trusted proxies is the last that is none of them", async () => {
  await using api = await listening(["127.0.0.0/8", "10.0.0.0/8"]);
  const throughTwo = (turn: number) => `203.0.113.${turn}, 198.51.100.77, 10.0.0.2`;
  expect(await api.statuses(4, throughTwo)).toEqual([401, 401, 401, 429]);
  expect((await api.ask("bad", "198.51.100.78, 10.0.0.2")).status).toBe(401);
});

test("what a trusted proxy passes on and is no address counts as the proxy's own", async () => {
  await using api = await listening(["127.0.0.0/8"]);
  expect(await api.statuses(4, (turn) => `nobody-${turn}`)).toEqual([401, 401, 401, 429]);
});

test("an IPv6 network counts as one address", async () => {
  await using api = await listening(["127.0.0.0/8"]);
  expect(await api.statuses(4, (turn) => `2001:db8:1:2::${turn}`)).toEqual([401, 401, 401, 429]);
  expect((await api.ask("bad", "2001:db8:1:3::1")).status).toBe(401);
});

test("a key that is not whole is told so, and not repeated", async () => {
  await using api = await setup();
  const cut = api.keys.own.slice(0, -3);
  const { status, text, body } = await api.get("/v2/webhooks", { key: cut });
  expect([status, body.code, body.detail]).toEqual([401, "unauthorized", expect.stringContaining("checksum")]);
  expect(text).not.toContain(cut);
});
