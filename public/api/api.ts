import { accountCalls } from "./accounts.ts";
import { type ApiWatch, createClient } from "./client.ts";
import { deliveryCalls } from "./deliveries.ts";
import { eventCalls } from "./events.ts";
import { statsCalls } from "./stats.ts";
import { webhookCalls } from "./webhooks.ts";

export type Api = ReturnType<typeof createApi>;

/** What the page asks of the server. */
export function createApi(key: string, watch: ApiWatch) {
  const client = createClient(key, watch);
  return {
    ...webhookCalls(client),
    ...deliveryCalls(client),
    ...eventCalls(client),
    ...accountCalls(client),
    ...statsCalls(client),
  };
}
