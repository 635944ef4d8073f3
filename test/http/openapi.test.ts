import { expect, test } from "bun:test";
import { answered, refused } from "../support/engine.ts";
import { type Description, type Operation, readDescription } from "./described.ts";
import { schemaFaults } from "./json-schema.ts";
import { type Answered, setup as setupApi, URL } from "./setup.ts";

/** The calls of PRODUCT.md, section 3 and 5. */
const CALLS = `
GET /  GET /healthz  GET /readyz  GET /metrics  GET /openapi.json
GET /dev/inbox/{name}  POST /dev/inbox/{name}
POST /v2/webhooks  GET /v2/webhooks  GET /v2/webhooks/{id}  PATCH /v2/webhooks/{id}  DELETE /v2/webhooks/{id}
POST /v2/webhooks/{id}/test  POST /v2/webhooks/{id}/rotate-secret
GET /v2/webhooks/{id}/deliveries  GET /v2/webhooks/{id}/deliveries/{delivery_id}
POST /v2/webhooks/{id}/deliveries/{delivery_id}/redeliver
POST /v2/webhooks/{id}/recover  POST /v2/webhooks/{id}/discard
POST /v2/events  POST /v2/events/batch  GET /v2/events  GET /v2/events/{id}  GET /v2/event-types
POST /v2/accounts  GET /v2/accounts  GET /v2/accounts/{id}  PATCH /v2/accounts/{id}  DELETE /v2/accounts/{id}
POST /v2/accounts/{id}/keys  GET /v2/accounts/{id}/keys  DELETE /v2/accounts/{id}/keys/{key_id}
GET /v2/deliveries  GET /v2/stats  GET /v2/stats/webhooks  GET /v2/system
`
  .trim()
  .split(/\s{2,}|\n/);

async function setup() {
  const api = await setupApi();
  const { description, operations } = await readDescription(api);
  const visited = new Set<string>();

  /** Calls, and holds the answer against its description. */
  async function visit(method: string, path: string, body?: unknown, key = api.keys.own): Promise<Answered["body"]> {
    const answer = await api.call(method, path, body, { key });
    const template = templateOf(description, path);
    const described = operations.find((row) => row.method === method && row.path === template);
    if (!described) throw new Error(`${method} ${path} is not described.`);
    expect([method, path, answerFaults(description, described.operation, answer)]).toEqual([method, path, []]);
    if (answer.status < 300) visited.add(`${method} ${described.path}`);
    return answer.body;
  }
  return { ...api, description, operations, visited, visit };
}

/** The path of a template, or of none: those without parameters go before. */
function templateOf(description: Description, path: string): string | undefined {
  const [pathname = ""] = path.split("?");
  const isOf = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(pathname);
  return pathname in description.paths ? pathname : Object.keys(description.paths).find(isOf);
}

function answerFaults(
  description: Description,
  { responses }: Operation,
  { status, headers, body, text }: Answered,
): string[] {
  const response = responses[status];
  if (!response) return [`the status ${status} is not described`];
  if (!response.content) return text === "" ? [] : ["a body is not described"];
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  const content = response.content[type];
  if (!content) return [`the type ${type} is not described`];
  const missing = Object.keys(response.headers ?? {}).filter((name) => name === "Location" && !headers.has(name));
  return [...missing.map((name) => `no ${name}`), ...schemaFaults(content.schema, body ?? text, description)];
}

test("the description is OpenAPI 3, and names every call of the product and no other", async () => {
  await using api = await setup();
  expect(api.description.openapi).toStartWith("3.");
  expect(api.operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(CALLS.sort());
  const ids = api.operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("every call that is described is served, and asks for a key where it says so", async () => {
  await using api = await setup();
  for (const { path, method, operation } of api.operations) {
    const { status } = await api.call(method, path.replace(/\{\w+\}/g, "x"), undefined, { key: null });
    const asksForKey = operation.security.length > 0;
    expect([method, path, status]).toEqual([method, path, asksForKey ? 401 : 200]);
    expect(asksForKey).toBe(path.startsWith("/v2"));
  }
});

test("every parameter of a path is described", async () => {
  await using api = await setup();
  for (const { path, operation } of api.operations) {
    const named = operation.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => `{${name}}`);
    expect([...(path.match(/\{\w+\}/g) ?? [])]).toEqual(named);
  }
});

test("how long an idempotency key may be is described", async () => {
  await using api = await setup();
  const parameters = api.operations.flatMap(({ operation }) => operation.parameters);
  const keys = parameters.filter(({ name }) => name === "Idempotency-Key");
  expect(keys.map(({ schema }) => schema)).toEqual(Array(2).fill({ type: "string", minLength: 1, maxLength: 255 }));
});

test("every example of a body fits its schema", async () => {
  await using api = await setup();
  const withBody = api.operations.filter(({ operation }) => operation.requestBody);
  expect(withBody.length).toBeGreaterThan(8);
  for (const { path, operation } of withBody) {
    const { schema, example } = operation.requestBody?.content["application/json"] ?? { schema: {} };
    expect([path, schemaFaults(schema, example, api.description)]).toEqual([path, []]);
  }
});

test("the answer that tells of a new thing is linked with every call on it", async () => {
  await using api = await setup();
  const linked = Object.fromEntries(
    api.operations.flatMap(({ operation }) =>
      Object.values(operation.responses).flatMap(({ links }) => (links ? [[operation.operationId, links]] : [])),
    ),
  );
  expect(Object.keys(linked).sort()).toEqual(["createAccount", "createEvent", "createKey", "createWebhook"]);
  const onWebhooks = api.operations.filter(({ path }) => /^\/v2\/webhooks\/\{id\}[^{]*$/.test(path));
  expect(Object.keys(linked.createWebhook ?? {})).toEqual(onWebhooks.map(({ operation }) => operation.operationId));
  expect(linked.createWebhook?.getWebhook?.parameters).toEqual({ id: "$response.body#/id" });
  const parameters = { id: "$request.path.id", key_id: "$response.body#/id" };
  expect(linked.createKey).toEqual({ deleteKey: { operationId: "deleteKey", parameters } });
});

test("every reference leads somewhere", async () => {
  await using api = await setup();
  const references = [...JSON.stringify(api.description).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  const { schemas } = api.description.components as { schemas: Record<string, unknown> };
  expect(references.length).toBeGreaterThan(10);
  for (const [, name = ""] of references) expect(Object.keys(schemas)).toContain(name);
});

test("what is answered is what is described, of every call", async () => {
  await using api = await setup();
  const { visit } = api;
  const operator = api.keys.operator;
  api.engine.behave(URL, answered(200, { "content-type": "text/plain" }), refused());
  const webhook = await visit("POST", "/v2/webhooks", { url: URL, events: ["*"], description: "CI" });
  const path = `/v2/webhooks/${webhook.id}`;
  const event = await visit("POST", "/v2/events", { type: "task.created", data: { a: 1 }, metadata: { own: [1] } });
  await visit("POST", "/v2/events/batch", { events: [{ type: "comment.created", data: null }] });
  await api.engine.clock.rest();
  const delivery = `${path}/deliveries/${event.deliveries[0].id}`;
  for (const at of ["/v2/webhooks", path, "/v2/deliveries", `${path}/deliveries`, delivery]) await visit("GET", at);
  for (const at of [
    "/v2/events",
    `/v2/events/${event.id}`,
    "/v2/event-types",
    "/v2/stats",
    "/v2/stats?window=7d",
    "/v2/stats/webhooks",
  ])
    await visit("GET", at);
  await visit("POST", `${delivery}/redeliver`);
  await visit("POST", `${path}/test`, { event_type: "task.completed" });
  await visit("POST", `${path}/rotate-secret`);
  await visit("POST", `${path}/rotate-secret`, { secret: "a_secret_of_my_own" });
  for (const dryRun of [true, false]) {
    await visit("POST", `${path}/recover`, { since: "2024-02-10T00:00:00Z", dry_run: dryRun });
    await visit("POST", `${path}/discard`, { dry_run: dryRun });
  }
  await visit("PATCH", path, { enabled: false });
  await visit("DELETE", path);
  const account = await visit("POST", "/v2/accounts", { name: "Acme" }, operator);
  const owned = `/v2/accounts/${account.id}`;
  const key = await visit("POST", `${owned}/keys`, { name: "one", expires_at: "2025-01-01T00:00:00Z" }, operator);
  for (const at of ["/v2/system", "/v2/accounts", owned, `${owned}/keys`]) await visit("GET", at, undefined, operator);
  await visit("PATCH", owned, { name: "New" }, operator);
  await visit("DELETE", `${owned}/keys/${key.id}`, undefined, operator);
  await visit("DELETE", owned, undefined, operator);
  await visit("POST", "/dev/inbox/demo", { any: "thing" });
  for (const at of ["/dev/inbox/demo", "/", "/healthz", "/readyz", "/metrics", "/openapi.json"]) await visit("GET", at);
  expect([...api.visited].sort()).toEqual(CALLS.sort());
});

test("what a refusal says is described too", async () => {
  await using api = await setup();
  const { visit } = api;
  const { id } = await api.webhook({ enabled: false });
  await visit("GET", "/v2/webhooks", undefined, "tfk_wrong");
  await visit("GET", "/v2/webhooks?cursor=x");
  await visit("GET", "/v2/webhooks?limit=0");
  await visit("GET", "/v2/webhooks?account_id=acc_other");
  await visit("GET", "/v2/accounts");
  await visit("GET", "/v2/webhooks/wh_nothing");
  await visit("POST", "/v2/webhooks", { url: "https://127.0.0.1/", events: ["nothing"] });
  await visit("POST", "/v2/webhooks", "{");
  await visit("POST", `/v2/webhooks/${id}/recover`, { since: "2024-02-10T00:00:00Z" });
  await visit("POST", "/v2/accounts", { id: "acc_test" }, api.keys.operator);
  await visit("POST", "/v2/events", { type: "nothing", data: {} });
  await visit("POST", "/v2/events", { type: "task.created", data: {}, account_id: "acc_nobody" }, api.keys.operator);
  await visit("GET", "/v2/events?account_id=acc_nobody", undefined, api.keys.operator);
  await visit("GET", "/v2/stats?account_id=acc_nobody", undefined, api.keys.operator);
  expect(api.visited.size).toBe(0);
});
