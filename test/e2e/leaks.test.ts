import { expect, setDefaultTimeout, test } from "bun:test";
import { keysOf } from "../support/first-keys.ts";
import { startAppliance } from "./appliance.ts";
import { type FullOfSecrets, KEYS, makeKeys, random, registerAll, startFullOfSecrets } from "./full-of-secrets.ts";
import { strayBytes, strayRequests } from "./stray-requests.ts";
import { createWitness } from "./witness.ts";

setDefaultTimeout(120_000);

const OUTCOMES = ["http_status", "invalid_response", "none", "redirect", "reset", "timeout", "tls"];
const REFUSED = [400, 401, 403, 404, 405, 415, 422];

/** An event and a test for everybody, and what came of them. */
async function deliver({ ask }: FullOfSecrets, webhooks: readonly string[]): Promise<void> {
  const key = KEYS.account;
  const event = { type: "task.created", data: { id: "task_1" }, metadata: { triggered_by: "someone" } };
  const posted = await ask("POST", "/v2/events", { key, body: event, headers: { "idempotency-key": "once" } });
  expect([posted.status, posted.body.deliveries.length]).toEqual([202, webhooks.length + 1]);
  for (const id of webhooks) {
    await ask("POST", `/v2/webhooks/${id}/test`, { key, body: {} });
    const path = `/v2/webhooks/${id}/deliveries?status=pending`;
    while ((await ask("GET", path, { key })).body.data.length > 0) await new Promise(setImmediate);
  }
}

interface Detail {
  readonly request: { readonly headers: Readonly<Record<string, string>> };
  readonly attempts: readonly { readonly error: string | null }[];
}

/** Everything that can be read, with each key; resolves with the deliveries. */
async function readAll({ ask }: FullOfSecrets): Promise<readonly Detail[]> {
  for (const path of ["/", "/metrics", "/openapi.json", "/healthz", "/readyz"]) await ask("GET", path);
  const deliveries: Detail[] = [];
  for (const key of [KEYS.account, KEYS.operator]) {
    const list = async (path: string) => (await ask("GET", path, { key })).body.data ?? [];
    for (const path of ["/v2/stats", "/v2/event-types", "/v2/system"]) await ask("GET", path, { key });
    for (const { id } of await list("/v2/accounts")) await list(`/v2/accounts/${id}/keys`);
    for (const { id } of await list("/v2/events")) await ask("GET", `/v2/events/${id}`, { key });
    for (const { id } of await list("/v2/webhooks")) {
      const path = `/v2/webhooks/${id}`;
      await ask("GET", path, { key });
      for (const delivery of await list(`${path}/deliveries`)) {
        deliveries.push((await ask("GET", `${path}/deliveries/${delivery.id}`, { key })).body);
      }
    }
  }
  return deliveries;
}

/** Every secret and key in every place where none belongs. */
async function straySecrets({ ask, write, secrets }: FullOfSecrets, webhook: string): Promise<void> {
  for (const secret of secrets()) {
    for (const key of [KEYS.account, KEYS.operator]) {
      for (const [method, path, asked] of strayRequests(secret, key, webhook)) {
        const { status } = await ask(method, path, asked);
        if (!REFUSED.includes(status)) throw new Error(`${method} ${path} ${JSON.stringify(asked)}: ${status}`);
      }
    }
    for (const bytes of strayBytes(secret, KEYS.account)) await write(bytes);
  }
}

test("no secret and no key is in an answer, in the log, in the metrics or in a file, but where it is shown once", async () => {
  await using run = await startFullOfSecrets();
  const { appliance, receiver } = run;
  const webhooks = await registerAll(run);
  await makeKeys(run);
  await deliver(run, webhooks);
  await straySecrets(run, webhooks[0] ?? "");
  const deliveries = await readAll(run);
  expect(await run.leaks()).toEqual([]);
  const outcomes = deliveries.flatMap(({ attempts }) => attempts.map(({ error }) => error ?? "none"));
  expect([...new Set(outcomes)].sort()).toEqual(OUTCOMES);

  // What is sent has no credentials in its headers, and so the log has none to leave out.
  for (const { headers } of [...deliveries.map(({ request }) => request), ...receiver.requests]) {
    expect(Object.keys(headers).filter((name) => /auth|cookie|key|token|secret/.test(name))).toEqual([]);
  }

  // In the middle of attempts.
  await run.ask("POST", "/v2/events", { key: KEYS.account, body: { type: "task.updated", data: {} } });
  await appliance.kill9();
  expect(await run.leaks()).toEqual([]);
  run.logsAt({ level: "debug", format: "pretty" });
  await appliance.restart();
  await readAll(run);
  await straySecrets(run, webhooks[0] ?? "");
  expect(await appliance.terminate()).toBe(0);
  expect(await run.leaks()).toEqual([]);
  await appliance.restart();
  await readAll(run);
  expect(await run.leaks()).toEqual([]);
  expect(run.answersKept()).toBeGreaterThan(1_000);
});

test("the keys of the first start are shown that once", async () => {
  await using appliance = await startAppliance({ accounts: [], network: {} });
  const witness = createWitness(appliance);
  const banner = await appliance.written();
  const { key, operator } = keysOf(banner);
  witness.knows("the first key", key);
  witness.knows("the first operator key", operator);
  const inBanner = await witness.leaks();
  expect(inBanner).toEqual(["the first key, as it is, in the log", "the first operator key, as it is, in the log"]);
  for (const path of ["/v2/stats", "/v2/webhooks", "/v2/accounts/acc_default/keys"]) {
    for (const own of [key, operator, `${key}x`]) await witness.ask("GET", path, { key: own });
  }
  await appliance.kill9();
  await appliance.restart();
  await witness.ask("GET", "/v2/accounts/acc_default/keys", { key: operator });
  expect(await appliance.terminate()).toBe(0);
  expect(await witness.leaks()).toEqual(inBanner);
  const later = (await appliance.written()).slice(banner.length);
  expect(later).toContain('"msg":"stopped"');
  for (const own of [key, operator]) expect(later).not.toContain(own);
});

test("settings in force are shown without what is secret in them, from the file and from the environment", async () => {
  const [user, password] = [random(), random()];
  const fromEnvironment = { API_KEY: `tfk_${random()}`, OPERATOR_KEY: `tfo_${random()}` };
  const variables = Object.entries(fromEnvironment).map(([name, value]) => `TASKFLOW_HOOKS_${name}=${value}`);
  const config = { network: { proxy: `http://${user}:${password}@127.0.0.1:9` }, log: { level: "trace" } as const };
  await using appliance = await startAppliance(config, (command) => ["env", ...variables, ...command]);
  const witness = createWitness(appliance);
  for (const [name, secret] of Object.entries({ user, password, ...fromEnvironment })) witness.knows(name, secret);
  const { body } = await witness.ask("GET", "/v2/system", { key: fromEnvironment.OPERATOR_KEY });
  const inForce = (path: string) => body.configuration.find((setting: { path: string }) => setting.path === path);
  const source = "TASKFLOW_HOOKS_OPERATOR_KEY";
  expect(inForce("operatorKeys")).toMatchObject({ value: ["(hidden)"], origin: "environment", source });
  expect(inForce("network.proxy").value).toBe("http://(hidden)@127.0.0.1:9");
  expect(inForce("accounts").value).toMatchObject([
    { apiKeys: ["(hidden)"] },
    { id: "acc_default", apiKeys: ["(hidden)"] },
  ]);
  expect(await witness.leaks()).toEqual([]);
});
