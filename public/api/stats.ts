import type { Stats } from "../resources.ts";
import type { Client } from "./client.ts";

export function statsCalls({ get }: Client) {
  return {
    /** Of the last 24 hours. */
    stats: (accountId: string | undefined, signal?: AbortSignal) =>
      get<Stats>("/stats", { window: "24h", account_id: accountId }, signal),
  };
}
