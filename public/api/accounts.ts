import type { Account, ApiKey, NewApiKey } from "../resources/accounts.ts";
import type { Page } from "../resources/page.ts";
import { type Client, LONGEST_PAGE, pathOf } from "./client.ts";

interface KeyWish {
  readonly name: string | null;
  /** RFC 3339; `null` is never. */
  readonly expires_at: string | null;
}

/** For an operator's key alone. */
export function accountCalls({ get, send }: Client) {
  const path = (id: string) => pathOf("accounts", id);
  return {
    accounts: (signal?: AbortSignal) => get<Page<Account>>("/accounts", { limit: LONGEST_PAGE }, signal),
    account: (id: string, signal?: AbortSignal) => get<Account>(path(id), {}, signal),
    createAccount: (fields: { readonly id?: string; readonly name?: string }) =>
      send<Account>("POST", "/accounts", fields),
    renameAccount: (id: string, name: string | null) => send<Account>("PATCH", path(id), { name }),
    deleteAccount: (id: string) => send<void>("DELETE", path(id)),
    keys: (account: string, signal?: AbortSignal) =>
      get<Page<ApiKey>>(`${path(account)}/keys`, { limit: LONGEST_PAGE }, signal),
    createKey: (account: string, fields: KeyWish) => send<NewApiKey>("POST", `${path(account)}/keys`, fields),
    revokeKey: (account: string, id: string) => send<void>("DELETE", `${path(account)}/keys${pathOf(id)}`),
  };
}
