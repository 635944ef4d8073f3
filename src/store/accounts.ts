import type { EpochMs } from "../core/time.ts";
import type { ManagedBy } from "../core/webhook.ts";
import type { Page, PageRequest } from "./page.ts";

export interface Account {
  readonly row: number;
  readonly id: string;
  readonly name: string | null;
  readonly managedBy: ManagedBy;
  readonly createdAt: EpochMs;
}
export interface AccountStore {
  /** `undefined` when the id is taken. */
  create(account: Omit<Account, "row">): Promise<Account | undefined>;
  /** `limit` is how many there may be, the new one included. */
  createWithin(limit: number, account: Omit<Account, "row">): Promise<Account | "limit" | "taken">;
  find(id: string): Promise<Account | undefined>;
  list(page: PageRequest): Promise<Page<Account>>;
  /** `false` when there is no such account. */
  rename(row: number, name: string | null): Promise<boolean>;
  setManagedBy(row: number, managedBy: ManagedBy): Promise<boolean>;
  /** Ends the account with its keys and webhooks; what it stored is removed by `upkeep` later. */
  remove(row: number, at: EpochMs): Promise<boolean>;
}
