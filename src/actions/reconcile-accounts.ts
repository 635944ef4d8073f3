import { keyHash, keyLast4 } from "../core/api-key.ts";
import { Refusal } from "../core/errors.ts";
import type { Account } from "../store/accounts.ts";
import type { ConfiguredAccount } from "./configured.ts";
import type { Context } from "./context.ts";

/** The accounts and the keys of the configuration. */
export async function reconcileAccounts(
  context: Context,
  accounts: readonly ConfiguredAccount[],
  operatorKeys: readonly string[],
): Promise<void> {
  const { store } = context;
  const keep = new Set<string>();
  for (const wanted of accounts) {
    const account = await reconcileAccount(context, wanted);
    for (const key of wanted.apiKeys) keep.add(await reconcileKey(context, account.row, key));
  }
  for (const key of operatorKeys) keep.add(await reconcileKey(context, null, key));
  for (const key of await store.keys.listManagedByConfig()) {
    if (!keep.has(key.id)) await store.keys.remove(key.account, key.id);
  }
  await letGoOfOthers(context, new Set(accounts.map(({ id }) => id)));
}

async function reconcileAccount({ store, now }: Context, wanted: ConfiguredAccount): Promise<Account> {
  const { id, name } = wanted;
  const known = await store.accounts.find(id);
  if (!known) {
    const created = await store.accounts.create({ id, name, managedBy: "config", createdAt: now() });
    if (!created) throw new Refusal("internal", `The account ${id} was made by somebody else at the same time.`);
    return created;
  }
  if (known.name !== name) await store.accounts.rename(known.row, name);
  if (known.managedBy !== "config") await store.accounts.setManagedBy(known.row, "config");
  return known;
}

/** The id of the key's row: made when it is not there, or is there for somebody else. */
async function reconcileKey({ store, ids, now }: Context, account: number | null, key: string): Promise<string> {
  const hash = keyHash(key);
  const known = await store.keys.findByHash(hash);
  if (known && known.account === account) return known.id;
  if (known) await store.keys.remove(known.account, known.id);
  const id = ids.next("key");
  const fresh = { id, account, name: null, last4: keyLast4(key), createdAt: now() };
  await store.keys.create({ ...fresh, expiresAt: null, lastUsedAt: null, managedBy: "config" }, hash);
  return id;
}

/** Accounts that were in the configuration once can be changed by the API again. */
async function letGoOfOthers({ store }: Context, wanted: ReadonlySet<string>): Promise<void> {
  let before: number | undefined;
  do {
    const page = await store.accounts.list({ limit: 1_000, before });
    for (const { id, row, managedBy } of page.rows) {
      if (managedBy === "config" && !wanted.has(id)) await store.accounts.setManagedBy(row, "api");
    }
    before = page.next ?? undefined;
  } while (before !== undefined);
}
