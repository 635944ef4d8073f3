import { expect, test } from "bun:test";
import { createAccount, removeAccount, renameAccount } from "../../src/actions/accounts.ts";
import { authenticate } from "../../src/actions/authenticate.ts";
import { createKey, removeKey } from "../../src/actions/keys.ts";
import { refusalOf, setup, URL } from "./setup.ts";

const ACME = { id: "acc_acme", name: "Acme", apiKeys: ["acme-key-of-some-length"] };
const OPERATOR = "operator-key-of-some-length";

type Bundle = Awaited<ReturnType<typeof setup>>;
async function whoIs({ context }: Bundle, key: string): Promise<string | undefined> {
  const caller = await authenticate(context, key);
  return caller?.kind === "account" ? caller.account.id : caller?.kind;
}

test("accounts and keys of the configuration are made, and made once", async () => {
  await using engine = await setup();
  await engine.reconcile({ accounts: [ACME], operatorKeys: [OPERATOR] });
  await engine.reconcile({ accounts: [ACME], operatorKeys: [OPERATOR] });
  expect(await whoIs(engine, "acme-key-of-some-length")).toBe("acc_acme");
  expect(await whoIs(engine, OPERATOR)).toBe("operator");
  const account = await engine.store.accounts.find("acc_acme");
  expect(account).toMatchObject({ name: "Acme", managedBy: "config" });
  const { rows } = await engine.store.keys.list(account?.row ?? 0, { limit: 10 });
  expect(rows).toMatchObject([{ last4: "ngth", managedBy: "config" }]);
});

test("a name that changed in the file is changed", async () => {
  await using engine = await setup();
  await engine.reconcile({ accounts: [ACME] });
  await engine.reconcile({ accounts: [{ ...ACME, name: null }] });
  expect(await engine.store.accounts.find("acc_acme")).toMatchObject({ name: null });
});

test("a key that is gone from the file stops, and the others go on", async () => {
  await using engine = await setup();
  await engine.reconcile({
    accounts: [{ ...ACME, apiKeys: ["the-first-key-of-all", "the-second-key-of-all"] }],
    operatorKeys: [OPERATOR],
  });
  await engine.reconcile({ accounts: [{ ...ACME, apiKeys: ["the-second-key-of-all"] }] });
  expect(await whoIs(engine, "the-first-key-of-all")).toBeUndefined();
  expect(await whoIs(engine, "the-second-key-of-all")).toBe("acc_acme");
  expect(await whoIs(engine, OPERATOR)).toBeUndefined();
});

test("a key may move to another account", async () => {
  await using engine = await setup();
  await engine.reconcile({ accounts: [ACME, { id: "acc_b", name: null, apiKeys: [] }] });
  await engine.reconcile({
    accounts: [
      { ...ACME, apiKeys: [] },
      { id: "acc_b", name: null, apiKeys: ACME.apiKeys },
    ],
  });
  expect(await whoIs(engine, "acme-key-of-some-length")).toBe("acc_b");
});

test("an account that is gone from the file keeps its data, and its keys stop", async () => {
  await using engine = await setup();
  const webhook = {
    id: "wh_own",
    account: "acc_acme",
    url: URL,
    events: ["*"],
    secret: "s",
    description: null,
    clientCertificate: null,
  };
  await engine.reconcile({ accounts: [ACME], webhooks: [webhook] });
  await engine.reconcile({});
  expect(await whoIs(engine, "acme-key-of-some-length")).toBeUndefined();
  expect(await engine.store.accounts.find("acc_acme")).toMatchObject({ name: "Acme", managedBy: "api" });
});

test("keys that the API made are left alone", async () => {
  await using engine = await setup();
  await engine.reconcile({ accounts: [ACME] });
  const account = await engine.store.accounts.find("acc_acme");
  const { key } = await createKey(engine.context, account ?? null, { name: "by hand" });
  await engine.reconcile({ accounts: [ACME] });
  await engine.reconcile({});
  expect(await whoIs(engine, key)).toBe("acc_acme");
});

test("an account that the API made is taken over when the file names it", async () => {
  await using engine = await setup();
  await createAccount(engine.context, { id: "acc_acme", name: "By hand" });
  await engine.reconcile({ accounts: [ACME] });
  expect(await engine.store.accounts.find("acc_acme")).toMatchObject({ name: "Acme", managedBy: "config" });
});

test("what the configuration has can be neither changed nor removed, and can when it is gone from there", async () => {
  await using engine = await setup();
  const { context, store } = engine;
  await engine.reconcile({ accounts: [ACME] });
  const account = await store.accounts.find("acc_acme");
  if (!account) throw new Error("There is no account.");
  const [key] = (await store.keys.list(account.row, { limit: 1 })).rows;
  expect(await refusalOf(renameAccount(context, account, "Mine"))).toBe("managed_by_config");
  expect(await refusalOf(removeAccount(context, account))).toBe("managed_by_config");
  expect(await refusalOf(removeKey(context, account, key?.id ?? ""))).toBe("managed_by_config");
  await engine.reconcile({});
  const freed = await store.accounts.find("acc_acme");
  if (!freed) throw new Error("There is no account.");
  await removeAccount(context, freed);
  expect(await store.accounts.find("acc_acme")).toBeUndefined();
});

test("an account that was removed and comes back in the file is a new one", async () => {
  await using engine = await setup();
  const old = await createAccount(engine.context, { id: "acc_acme" });
  await removeAccount(engine.context, old);
  await engine.reconcile({ accounts: [ACME] });
  expect(await whoIs(engine, "acme-key-of-some-length")).toBe("acc_acme");
});
