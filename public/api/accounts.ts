import type { Account, Page } from "../resources.ts";
import { type Client, LONGEST_PAGE } from "./client.ts";

/** For an operator's key alone. */
export function accountCalls({ get }: Client) {
  return {
    accounts: (signal?: AbortSignal) => get<Page<Account>>("/accounts", { limit: LONGEST_PAGE }, signal),
  };
}
