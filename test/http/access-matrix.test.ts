import { beforeAll, expect, test } from "bun:test";
import { newApiKey } from "../../src/core/api-key.ts";
import { MINUTE } from "../../src/core/time.ts";
import { bodySchemaOf, type DescribedCall, type Description, readDescription } from "./described.ts";
import { type Answered, setup } from "./setup.ts";
import { pathTo, type Things, thingsOf } from "./things.ts";

/** Whom a route is for, and what it answers those with its own example of a body. */
const ROUTES: Readonly<Record<string, readonly [audience: "public" | "account" | "operator", status: number]>> = {
  "POST /v2/webhooks": ["account", 201],
  "GET /v2/webhooks": ["account", 200],
  "GET /v2/webhooks/{id}": ["account", 200],
  "PATCH /v2/webhooks/{id}": ["account", 200],
  "DELETE /v2/webhooks/{id}": ["account", 204],
  "POST /v2/webhooks/{id}/test": ["account", 200],
  "POST /v2/webhooks/{id}/rotate-secret": ["account", 200],
  "GET /v2/deliveries": ["account", 200],
  "GET /v2/webhooks/{id}/deliveries": ["account", 200],
  "GET /v2/webhooks/{id}/deliveries/{delivery_id}": ["account", 200],
  "POST /v2/webhooks/{id}/deliveries/{delivery_id}/redeliver": ["account", 202],
  "POST /v2/webhooks/{id}/recover": ["account", 202],
  "POST /v2/webhooks/{id}/discard": ["account", 202],
  "POST /v2/events": ["account", 202],
  "POST /v2/events/batch": ["account", 202],
  "GET /v2/events": ["account", 200],
  "GET /v2/events/{id}": ["account", 200],
  "GET /v2/event-types": ["account", 200],
  "GET /v2/stats": ["account", 200],
  "GET /v2/stats/webhooks": ["account", 200],
  "GET /v2/system": ["operator", 200],
  "POST /v2/accounts": ["operator", 201],
  "GET /v2/accounts": ["operator", 200],
  "GET /v2/accounts/{id}": ["operator", 200],
  "PATCH /v2/accounts/{id}": ["operator", 200],
  "DELETE /v2/accounts/{id}": ["operator", 204],
  "POST /v2/accounts/{id}/keys": ["operator", 201],
  "GET /v2/accounts/{id}/keys": ["operator", 200],
  "DELETE /v2/accounts/{id}/keys/{key_id}": ["operator", 204],
  "GET /": ["public", 200],
  "GET /healthz": ["public", 200],
  "GET /readyz": ["public", 200],
  "GET /metrics": ["public", 200],
  "GET /openapi.json": ["public", 200],
  "POST /dev/inbox/{name}": ["public", 200],
  "GET /dev/inbox/{name}": ["public", 200],
};
const STRANGERS = ["no key", "malformed", "unknown", "revoked", "expired"] as const;

let described: { description: Description; operations: readonly DescribedCall[] };
beforeAll(async () => {
  await using api = await setup();
  described = await readDescription(api);
});

type Api = Awaited<ReturnType<typeof setup>>;

/** Keys that worked until just now, so that whoever remembers keys remembers them. */
async function keysOfStrangers(api: Api): Promise<Record<(typeof STRANGERS)[number], string | null>> {
  const operator = { key: api.keys.operator };
  const path = "/v2/accounts/acc_test/keys";
  async function use(key: string): Promise<void> {
    expect((await api.get("/v2/event-types", { key })).status).toBe(200);
    await api.engine.clock.rest();
  }
  const expiresAt = new Date(api.context.now() + MINUTE).toISOString();
  const { body: expired } = await api.post(path, { expires_at: expiresAt }, operator);
  await use(expired.key);
  await api.engine.clock.advance(MINUTE);
  const { body: revoked } = await api.post(path, {}, operator);
  // The second time nothing more is written of their use, which would make the store forget what it knows of keys.
  const used = [revoked.key, operator.key, api.keys.own];
  for (const key of [...used, ...used]) await use(key);
  await api.del(`${path}/${revoked.id}`, operator);
  const unknown = newApiKey("account", new Uint8Array(32));
  return { "no key": null, malformed: `${api.keys.own} x`, unknown, revoked: revoked.key, expired: expired.key };
}

/** What the operator sees of all that a path may name. */
async function seen(api: Api, { webhook, delivery, event, account }: Things): Promise<readonly string[]> {
  const at = `/v2/webhooks/${webhook}`;
  const of = [at, `${at}/deliveries`, `${at}/deliveries/${delivery}`, `/v2/events/${event}`];
  const all = [...of, `/v2/accounts/${account}`, `/v2/accounts/${account}/keys`, "/v2/webhooks?account_id=acc_test"];
  const answers = all.map((path) => api.get(path, { key: api.keys.operator }));
  return (await Promise.all(answers)).map(({ text }) => text);
}

test("every route that is described has a row here, and no row is of a route that there is not", () => {
  const routes = described.operations.map(({ method, path }) => `${method} ${path}`);
  expect(routes.sort()).toEqual(Object.keys(ROUTES).sort());
});

test.each(Object.entries(ROUTES))("%s is for those it is for", async (route, [audience, status]) => {
  await using api = await setup({ limits: { webhooksPerAccount: 1000 } });
  const [method = "", template = ""] = route.split(" ");
  const call = described.operations.find((known) => known.method === method && known.path === template);
  const example = call?.operation.requestBody?.content["application/json"].example as object | undefined;
  const namesAccount = call && "account_id" in (bodySchemaOf(described.description, call.operation)?.properties ?? {});
  const { own, other, operator } = api.keys;
  const strangers = await keysOfStrangers(api);
  const things = await thingsOf(api, own);
  const before = await seen(api, things);

  function ask(key: string | null): Promise<Answered> {
    const body = key === operator && namesAccount ? { ...example, account_id: "acc_test" } : example;
    return api.call(method, pathTo(template, things), body, { key });
  }

  const refused = audience === "public" ? status : 401;
  const answers: Answered[] = [];
  for (const stranger of STRANGERS) {
    const answer = await ask(strangers[stranger]);
    expect([stranger, answer.status]).toEqual([stranger, refused]);
    answers.push(answer);
  }
  // Whatever is wrong with a key, what is told of it is the same.
  if (audience !== "public") expect(new Set(answers.map(({ text }) => text)).size).toBe(1);

  const namesThing = template.includes("{");
  const toOthers = { public: status, account: namesThing ? 404 : status, operator: 403 }[audience];
  const toOther = await ask(other);
  expect(["other account", toOther.status]).toEqual(["other account", toOthers]);
  if (audience === "account") for (const id of Object.values(things)) expect(toOther.text).not.toContain(id);
  await api.engine.clock.rest();
  expect(await seen(api, things)).toEqual(before);

  const toOwn = audience === "operator" ? 403 : status;
  expect(["own key", (await ask(own)).status]).toEqual(["own key", toOwn]);
  if (method === "DELETE" && audience === "account") Object.assign(things, await thingsOf(api, own));
  expect(["operator", (await ask(operator)).status]).toEqual(["operator", status]);
});
