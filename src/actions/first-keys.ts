import { Refusal } from "../core/errors.ts";
import type { Account } from "../store/accounts.ts";
import type { Context } from "./context.ts";
import { createKey } from "./keys.ts";

/** The account that is there when nobody named one. */
const DEFAULT_ACCOUNT = "acc_default";

export interface FirstKeys {
  /** Of `acc_default`. */
  readonly apiKey: string;
  readonly operatorKey: string;
}

/** Where there is no key at all, makes one for `acc_default` and one for the operator. They are shown once. */
export async function makeFirstKeys(context: Context): Promise<FirstKeys | undefined> {
  if (await context.store.keys.any()) return undefined;
  const account = await defaultAccount(context);
  const { key: apiKey } = await createKey(context, account, { name: "first start" });
  const { key: operatorKey } = await createKey(context, null, { name: "first start" });
  return { apiKey, operatorKey };
}

async function defaultAccount({ store, now }: Context): Promise<Account> {
  const known = await store.accounts.find(DEFAULT_ACCOUNT);
  if (known) return known;
  const account = { id: DEFAULT_ACCOUNT, name: "Default", managedBy: "api", createdAt: now() } as const;
  const created = await store.accounts.create(account);
  if (!created) throw new Refusal("internal", "The first account could not be made.");
  return created;
}
