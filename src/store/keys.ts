import type { EpochMs } from "../core/time.ts";
import type { ManagedBy } from "../core/webhook.ts";
import type { Page, PageRequest } from "./page.ts";

export interface ApiKey {
  readonly id: string;
  /** `null` on an operator's key. */
  readonly account: number | null;
  readonly accountId: string | null;
  readonly name: string | null;
  readonly last4: string;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs | null;
  readonly lastUsedAt: EpochMs | null;
  readonly managedBy: ManagedBy;
}
export interface KeyStore {
  /** `hash` is the SHA-256 of the key; `undefined` when a key with this hash exists, or the account is gone. */
  create(key: Omit<ApiKey, "accountId">, hash: Uint8Array): Promise<ApiKey | undefined>;
  /** `limit` is how many its account may have, expired ones and the new one included. */
  createWithin(limit: number, key: Omit<ApiKey, "accountId">, hash: Uint8Array): Promise<ApiKey | "limit" | undefined>;
  /** The key with this hash, expired or not. */
  findByHash(hash: Uint8Array): Promise<ApiKey | undefined>;
  /** An account's key, or with `null` an operator's. */
  find(account: number | null, id: string): Promise<ApiKey | undefined>;
  /** An account's keys, or with `null` the operator's. */
  list(account: number | null, page: PageRequest): Promise<Page<ApiKey>>;
  /** All keys made by the configuration. */
  listManagedByConfig(): Promise<readonly ApiKey[]>;
  remove(account: number | null, id: string): Promise<boolean>;
  touch(id: string, at: EpochMs): Promise<void>;
  /** Whether any key exists. */
  any(): Promise<boolean>;
}
