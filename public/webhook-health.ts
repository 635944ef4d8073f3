import { useDesk } from "./desk.ts";
import { findTroubles, type Trouble } from "./health.ts";
import { usePolling } from "./polling.ts";
import type { WebhookStats } from "./resources/stats.ts";
import type { Webhook } from "./resources/webhooks.ts";

export interface WebhookHealth {
  /** Of the last 24 hours; `undefined` until they are known. */
  readonly stats: WebhookStats | undefined;
  readonly trouble: Trouble | undefined;
}

/** How one webhook does, by the figures of its account's webhooks. @param dailyLimit `undefined` until it is known */
export function useWebhookHealth(webhook: Webhook | undefined, dailyLimit: number | undefined): WebhookHealth {
  const { api, accounts } = useDesk();
  const account = accounts && webhook?.account_id;
  const { value } = usePolling(`figures ${webhook?.id}`, async (signal) =>
    webhook ? (await api.statsOfWebhooks(account, "24h", signal)).data : [],
  );
  const stats = value?.find(({ webhook_id: id }) => id === webhook?.id);
  if (!webhook || !stats) return { stats, trouble: undefined };
  const circumstances = { dailyLimit: dailyLimit ?? Number.POSITIVE_INFINITY, now: Date.now() };
  const [trouble] = findTroubles([webhook], new Map([[webhook.id, stats]]), circumstances);
  return { stats, trouble };
}
