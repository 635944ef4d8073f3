import { keyHash } from "../core/api-key.ts";
import type { Configured } from "./configured.ts";
import type { Context } from "./context.ts";

/** What the configuration asks for goes against what the API made. Nothing was changed. */
export class ConfigConflict extends Error {
  override readonly name = "ConfigConflict";

  /** @param path the configuration's field */
  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
  }
}

/** Looks for conflicts before anything is changed. @throws ConfigConflict */
export async function checkForConflicts(context: Context, configured: Configured): Promise<void> {
  for (const [a, { id, apiKeys }] of configured.accounts.entries()) {
    for (const [k, key] of apiKeys.entries()) await checkKey(context, `accounts[${a}].apiKeys[${k}]`, id, key);
  }
  for (const [k, key] of configured.operatorKeys.entries()) await checkKey(context, `operatorKeys[${k}]`, null, key);
  for (const [w, { id, account }] of configured.webhooks.entries()) await checkOwner(context, w, id, account);
  for (const account of new Set(configured.webhooks.map(({ account }) => account))) {
    await checkLimit(context, configured, account);
  }
}

async function checkKey({ store }: Context, path: string, owner: string | null, key: string): Promise<void> {
  const known = await store.keys.findByHash(keyHash(key));
  if (!known || known.managedBy === "config" || known.accountId === owner) return;
  throw new ConfigConflict(
    path,
    "is a key that the API made for somebody else. Revoke that one first, or use another.",
  );
}

async function checkOwner({ store }: Context, index: number, id: string, account: string): Promise<void> {
  const known = await store.webhooks.find(null, id);
  if (!known || known.webhook.managedBy === "config" || known.webhook.accountId === account) return;
  throw new ConfigConflict(
    `webhooks[${index}].id`,
    "is the id of a webhook that the API made for another account. Delete that one first, or choose another id.",
  );
}

/** Webhooks that the file adds find room beside those of the API; what is there already stays. */
async function checkLimit({ store, limits }: Context, { webhooks }: Configured, accountId: string): Promise<void> {
  const account = await store.accounts.find(accountId);
  if (!account) return;
  const there = await store.webhooks.ofAccount(account.row);
  const wanted = new Set(webhooks.flatMap(({ id, account }) => (account === accountId ? [id] : [])));
  const kept = there.filter(({ id, managedBy }) => managedBy === "api" || wanted.has(id));
  const added = [...wanted].filter((id) => !kept.some((webhook) => webhook.id === id));
  if (added.length === 0 || kept.length + added.length <= limits.webhooksPerAccount) return;
  throw new ConfigConflict(
    `webhooks[${webhooks.findIndex(({ id }) => id === added.at(-1))}].account`,
    `has ${kept.length} webhooks already, those of the API among them, and may have ${limits.webhooksPerAccount} (limits.webhooksPerAccount). Delete some, or raise the limit.`,
  );
}
