import { keyHash, keyLast4, newApiKey } from "../core/api-key.ts";
import { notFound, Refusal } from "../core/errors.ts";
import type { EpochMs } from "../core/time.ts";
import type { Account } from "../store/accounts.ts";
import type { ApiKey } from "../store/keys.ts";
import type { Context } from "./context.ts";

export interface KeyInput {
  readonly name?: string | null | undefined;
  readonly expiresAt?: EpochMs | null | undefined;
}

type KeyContext = Pick<Context, "store" | "ids" | "now" | "random" | "limits">;

/**
 * Makes a key for an account, or with `null` for the operator. `key` is shown once and kept as a hash.
 *
 * @throws Refusal `validation_failed`, `key_limit_reached`, `not_found`
 */
export async function createKey(
  context: KeyContext,
  owner: Account | null,
  input: KeyInput,
): Promise<{ record: ApiKey; key: string }> {
  const now = context.now();
  if (typeof input.expiresAt === "number" && input.expiresAt <= now) {
    const fault = {
      path: "/expires_at",
      message: "This is in the past. Give a time to come, or leave it out for a key without end.",
    };
    throw new Refusal("validation_failed", "The key would have expired already.", [fault]);
  }
  const key = newApiKey(owner ? "account" : "operator", context.random(32));
  const limit = owner ? context.limits.keysPerAccount : Number.POSITIVE_INFINITY;
  const record = await context.store.keys.createWithin(
    limit,
    {
      id: context.ids.next("key"),
      account: owner?.row ?? null,
      name: input.name ?? null,
      last4: keyLast4(key),
      createdAt: now,
      expiresAt: input.expiresAt ?? null,
      lastUsedAt: null,
      managedBy: "api",
    },
    keyHash(key),
  );
  if (record === "limit") throw tooManyKeys(limit);
  if (!record) throw notFound("account");
  return { record, key };
}

function tooManyKeys(limit: number): Refusal {
  return new Refusal(
    "key_limit_reached",
    `This account has ${limit} API keys, which is the limit (limits.keysPerAccount). Revoke those that are not used; each shows when it was used last.`,
  );
}

/** Revokes a key of an account, or with `null` of the operator, at once. @throws Refusal `not_found`, `managed_by_config` */
export async function removeKey({ store }: Pick<Context, "store">, owner: Account | null, id: string): Promise<void> {
  const account = owner?.row ?? null;
  const key = await store.keys.find(account, id);
  if (!key) throw notFound("key");
  if (key.managedBy === "config") {
    throw new Refusal("managed_by_config", "The configuration has this key: take it out there and restart.");
  }
  if (!(await store.keys.remove(account, id))) throw notFound("key");
}
