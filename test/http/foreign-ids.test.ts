import { beforeAll, expect, test } from "bun:test";
import { SECOND } from "../../src/core/time.ts";
import { noteStatements } from "../support/statements.ts";
import { type DescribedCall, readDescription } from "./described.ts";
import { setup } from "./setup.ts";
import { neverMade, pathTo, type Things, thingsOf } from "./things.ts";

let withIds: readonly DescribedCall[];
beforeAll(async () => {
  await using api = await setup();
  const { operations } = await readDescription(api);
  withIds = operations.filter(({ path }) => /^\/v2.*\{/.test(path));
});

/** The API, with what an account has, what another has, and what nobody has. */
async function setupAccounts() {
  const statements = noteStatements();
  const api = await setup();
  const [own, theirs] = [await thingsOf(api, api.keys.own), await thingsOf(api, api.keys.other)];
  const nobodys = neverMade(api);

  /** The answer, without how many more the key may ask for, and what was asked of the database for it. */
  function ask({ method, path, operation }: DescribedCall, things: Things, key: string) {
    const body = operation.requestBody?.content["application/json"].example;
    return askAt(method, pathTo(path, things), body, key);
  }

  async function askAt(method: string, path: string, body: unknown, key: string) {
    // The key may do all of its rate again, so that what is told of that is alike; and whose it is has been asked then.
    await api.engine.clock.advance(SECOND);
    await api.get("/v2/event-types", { key });
    await api.engine.clock.rest();
    statements.take();
    const { status, headers, text } = await api.call(method, path, body, { key });
    const { ratelimit: _, ...others } = headers.toJSON();
    return { answer: { status, headers: others, text }, asked: statements.take() };
  }
  return {
    ...api,
    own,
    theirs,
    nobodys,
    ask,
    askAt,
    async [Symbol.asyncDispose]() {
      statements[Symbol.dispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}

test("what is another account's is answered as what never was, byte for byte, after the same questions to the database", async () => {
  await using api = await setupAccounts();
  const { own, theirs, nobodys, keys } = api;
  expect(withIds.length).toBeGreaterThan(15);
  for (const call of withIds) {
    const route = `${call.method} ${call.path}`;
    const never = await api.ask(call, nobodys, keys.own);
    expect([route, never.answer.status]).toEqual([route, call.path.startsWith("/v2/accounts") ? 403 : 404]);
    expect([route, await api.ask(call, theirs, keys.own)]).toEqual([route, never]);
    expect([route, await api.ask(call, { ...theirs, delivery: own.delivery }, keys.own)]).toEqual([route, never]);
  }
});

test("a delivery of another account, or of another webhook, is none under one's own webhook, settled or not", async () => {
  await using api = await setupAccounts();
  const { own, theirs, nobodys, keys } = api;
  const { body: webhook } = await api.post("/v2/webhooks", { url: "https://a.example/", events: ["*"] });
  const settled = [theirs.delivery, own.delivery];
  await api.patch(`/v2/webhooks/${theirs.webhook}`, { enabled: false }, { key: keys.other });
  const held = await api.post("/v2/events", { type: "task.created", data: {} }, { key: keys.other });
  const [{ id: waiting }] = held.body.deliveries;
  const calls = withIds.filter(({ path }) => path.includes("{delivery_id}"));
  expect(calls.length).toBe(2);
  for (const call of calls) {
    const at = (delivery: string) => api.ask(call, { ...own, webhook: webhook.id, delivery }, keys.own);
    const never = await at(nobodys.delivery);
    expect(never.answer.status).toBe(404);
    for (const delivery of [...settled, waiting]) expect(await at(delivery)).toEqual(never);
  }
});

test("an account's keys are under that account alone, and what there is not is answered alike", async () => {
  await using api = await setupAccounts();
  const { own, theirs, nobodys, keys } = api;
  const calls = withIds.filter(({ path }) => path.startsWith("/v2/accounts"));
  for (const call of calls) {
    // Here it is the answer alone that counts: nothing is hidden from an operator.
    const at = async (things: Things) => (await api.ask(call, things, keys.operator)).answer;
    const never = await at(nobodys);
    expect(never.status).toBe(404);
    expect(await at({ ...own, account: "acc_gone" })).toEqual(never);
    if (!call.path.includes("{key_id}")) continue;
    const unknown = await at({ ...own, accountsKey: nobodys.accountsKey });
    expect(unknown.status).toBe(404);
    expect(await at({ ...own, accountsKey: theirs.accountsKey })).toEqual(unknown);
  }
});

test("another account's ids find nothing in a list, after the same questions to the database", async () => {
  await using api = await setupAccounts();
  const { theirs, nobodys, keys } = api;
  const queries: ((things: Things) => string)[] = [
    ({ webhook }) => `webhook_id=${webhook}`,
    ({ event }) => `event_id=${event}`,
    ({ delivery }) => `id=${delivery}`,
    ({ event }) => `id=${event}&status=delivered`,
    ({ delivery }) => `id=${delivery.slice(4)}`,
  ];
  for (const query of queries) {
    const at = (things: Things) => api.askAt("GET", `/v2/deliveries?${query(things)}`, undefined, keys.own);
    const never = await at(nobodys);
    expect([query(theirs), await at(theirs)]).toEqual([query(theirs), never]);
  }
});

test("a cursor of another's list leads nowhere", async () => {
  await using api = await setupAccounts();
  const { own, theirs, keys } = api;
  const path = (webhook: string) => `/v2/webhooks/${webhook}/deliveries?limit=1`;
  await api.post("/v2/events", { type: "task.created", data: {} }, { key: keys.other });
  await api.engine.clock.rest();
  const { body } = await api.get(path(theirs.webhook), { key: keys.other });
  expect(body.next_cursor).toBeString();
  const { status, body: refusal } = await api.get(`${path(own.webhook)}&cursor=${body.next_cursor}`);
  expect([status, refusal.code]).toEqual([400, "invalid_cursor"]);
});
