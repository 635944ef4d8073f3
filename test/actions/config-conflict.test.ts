import { expect, test } from "bun:test";
import { createAccount } from "../../src/actions/accounts.ts";
import { ConfigConflict } from "../../src/actions/config-conflict.ts";
import type { Configured, ConfiguredWebhook } from "../../src/actions/configured.ts";
import { createKey } from "../../src/actions/keys.ts";
import { registerWebhook } from "../../src/actions/register-webhook.ts";
import { setup as setupEngine, URL } from "./setup.ts";

/** The engine with an account whose key and webhooks the API made. */
async function setup() {
  const engine = await setupEngine();
  const context = { ...engine.context, limits: { ...engine.context.limits, webhooksPerAccount: 3 } };
  const account = await createAccount(context, { id: "acc_api" });
  return {
    ...engine,
    context,
    account,
    register: () => registerWebhook(context, account, { url: URL, events: ["*"] }),
    /** The conflict that a start with this configuration meets, or `undefined`. */
    async conflict(configured: Partial<Configured>): Promise<string | undefined> {
      const { reconcileConfig } = await import("../../src/actions/reconcile-config.ts");
      const all = { accounts: [], operatorKeys: [], webhooks: [], ...configured };
      const outcome = await reconcileConfig(context, all).catch((fault: unknown) => fault);
      if (outcome !== undefined && !(outcome instanceof ConfigConflict)) throw outcome;
      return outcome?.message;
    },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

const account = (id: string, ...apiKeys: string[]) => ({ id, name: null, apiKeys });
const webhook = (id: string, of: string): ConfiguredWebhook => ({
  ...{ id, account: of, url: "http://b.test/", events: ["*"], secret: "s", description: null, clientCertificate: null },
});

test("a webhook id that the API gave to another account is not taken over, and nothing is changed", async () => {
  await using engine = await setup();
  const { record } = await engine.register();
  const { id } = record.webhook;
  expect(await engine.conflict({ accounts: [account("acc_b")], webhooks: [webhook(id, "acc_b")] })).toContain(
    "webhooks[0].id: is the id of a webhook",
  );
  expect((await engine.find(id)).webhook).toMatchObject({ accountId: "acc_api", url: URL, managedBy: "api" });
  expect(await engine.store.accounts.find("acc_b")).toBeUndefined();
});

test("a webhook of the API may go over to the configuration of its own account", async () => {
  await using engine = await setup();
  const { id } = (await engine.register()).record.webhook;
  expect(await engine.conflict({ accounts: [account("acc_api")], webhooks: [webhook(id, "acc_api")] })).toBeUndefined();
  expect((await engine.find(id)).webhook).toMatchObject({ managedBy: "config", url: "http://b.test/" });
});

test("a key that the API made is not given to somebody else", async () => {
  await using engine = await setup();
  const { key } = await createKey(engine.context, engine.account, {});
  expect(await engine.conflict({ accounts: [account("acc_b", key)] })).toContain("accounts[0].apiKeys[0]: is a key");
  expect(await engine.conflict({ operatorKeys: [key] })).toContain("operatorKeys[0]: is a key");
  expect(await engine.conflict({ accounts: [account("acc_api", key)] })).toBeUndefined();
});

test("webhooks of the file find room beside those of the API, or the file is refused", async () => {
  await using engine = await setup();
  await engine.register();
  await engine.register();
  const accounts = [account("acc_api")];
  const one = webhook("wh_1", "acc_api");
  const two = webhook("wh_2", "acc_api");
  expect(await engine.conflict({ accounts, webhooks: [one, two] })).toContain("webhooks[1].account: has 2 webhooks");
  expect(await engine.conflict({ accounts, webhooks: [one] })).toBeUndefined();
  expect(await engine.conflict({ accounts, webhooks: [one] })).toBeUndefined();
  expect(await engine.conflict({ accounts, webhooks: [two] })).toBeUndefined();
});
