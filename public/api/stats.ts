import type { Stats, StatsWindow, WebhookStats } from "../resources/stats.ts";
import type { System } from "../resources/system.ts";
import type { Client } from "./client.ts";

export function statsCalls({ get }: Client) {
  return {
    stats: (accountId: string | undefined, window: StatsWindow, signal?: AbortSignal) =>
      get<Stats>("/stats", { window, account_id: accountId }, signal),
    statsOfWebhooks: (accountId: string | undefined, window: StatsWindow, signal?: AbortSignal) =>
      get<{ readonly data: readonly WebhookStats[] }>("/stats/webhooks", { window, account_id: accountId }, signal),
    /** For an operator's key alone. */
    system: (signal?: AbortSignal) => get<System>("/system", {}, signal),
  };
}
