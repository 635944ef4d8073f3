import { expect, test } from "bun:test";
import { authenticate } from "../../src/actions/authenticate.ts";
import { makeFirstKeys } from "../../src/actions/first-keys.ts";
import { setup as setupEngine } from "./setup.ts";

/** With keys that differ. */
async function setup() {
  const engine = await setupEngine();
  let next = 1;
  const context = { ...engine.context, random: (bytes: number) => new Uint8Array(bytes).fill(next++) };
  return { ...engine, context };
}

test("where there is no key, one is made for acc_default and one for the operator", async () => {
  await using engine = await setup();
  const keys = await makeFirstKeys(engine.context);
  const account = await authenticate(engine.context, keys?.apiKey ?? "");
  const operator = await authenticate(engine.context, keys?.operatorKey ?? "");
  expect(account).toMatchObject({ kind: "account", account: { id: "acc_default", managedBy: "api" } });
  expect(operator).toMatchObject({ kind: "operator" });
});

test("the second start makes none", async () => {
  await using engine = await setup();
  await makeFirstKeys(engine.context);
  expect(await makeFirstKeys(engine.context)).toBeUndefined();
});

test.each([
  { accounts: [{ id: "acc_1", name: null, apiKeys: ["a-key-of-some-length"] }] },
  { operatorKeys: ["a-key-of-some-length"] },
])("a key of the configuration is one: %j", async (configured) => {
  await using engine = await setup();
  await engine.reconcile(configured);
  expect(await makeFirstKeys(engine.context)).toBeUndefined();
});

test("an acc_default without keys, of the configuration, is given its own", async () => {
  await using engine = await setup();
  await engine.reconcile({ accounts: [{ id: "acc_default", name: "Mine", apiKeys: [] }] });
  const keys = await makeFirstKeys(engine.context);
  const caller = await authenticate(engine.context, keys?.apiKey ?? "");
  expect(caller).toMatchObject({ account: { id: "acc_default", name: "Mine" } });
});
