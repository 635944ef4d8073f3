import type { DeliveryDetail, Page, Webhook } from "../resources.ts";
import { type Client, LONGEST_PAGE, pathOf } from "./client.ts";

export function webhookCalls({ get, send }: Client) {
  const path = (id: string) => pathOf("webhooks", id);
  return {
    webhooks: (accountId: string | undefined, cursor: string | undefined, signal?: AbortSignal) =>
      get<Page<Webhook>>("/webhooks", { limit: LONGEST_PAGE, account_id: accountId, cursor }, signal),
    webhook: (id: string, signal?: AbortSignal) => get<Webhook>(path(id), {}, signal),
    setEnabled: (id: string, enabled: boolean) => send<Webhook>("PATCH", path(id), { enabled }),
    sendTest: (id: string, eventType: string) =>
      send<DeliveryDetail>("POST", `${path(id)}/test`, { event_type: eventType }),
  };
}
