import { keyHash } from "../core/api-key.ts";
import { MINUTE } from "../core/time.ts";
import type { Caller, Context } from "./context.ts";

/** `last_used_at` is written at most this often, so that reading costs no writes. */
const TOUCH_EVERY = MINUTE;

/** Who the bearer of this key is; `undefined` when the key is unknown or has expired. */
export async function authenticate(context: Context, key: string): Promise<Caller | undefined> {
  const { store } = context;
  const record = await store.keys.findByHash(keyHash(key));
  const now = context.now();
  if (!record || (record.expiresAt !== null && record.expiresAt <= now)) return undefined;
  if (record.lastUsedAt === null || now - record.lastUsedAt >= TOUCH_EVERY) {
    // The answer does not wait for it, and a full disk must not lock anybody out.
    store.keys.touch(record.id, now).catch(() => {});
  }
  if (record.accountId === null) return { kind: "operator", keyId: record.id };
  const account = await store.accounts.find(record.accountId);
  return account && { kind: "account", account, keyId: record.id };
}
