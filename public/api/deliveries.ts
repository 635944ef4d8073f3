import type { Delivery, DeliveryDetail } from "../resources/deliveries.ts";
import type { Page } from "../resources/page.ts";
import { type DeliveryView, parametersOf } from "../router.ts";
import { type Client, pathOf } from "./client.ts";

const DELIVERIES_A_PAGE = 50;

export function deliveryCalls({ get, send }: Client) {
  const listOf = (webhookId: string) => `${pathOf("webhooks", webhookId)}/deliveries`;
  const pathOfOne = (webhookId: string, id: string) => `${listOf(webhookId)}${pathOf(id)}`;
  return {
    deliveries: (webhookId: string, filter: DeliveryView, signal?: AbortSignal) =>
      get<Page<Delivery>>(listOf(webhookId), { limit: DELIVERIES_A_PAGE, ...parametersOf(filter) }, signal),
    /** Of all webhooks of an account, or for an operator of all accounts. */
    allDeliveries: (account: string | undefined, filter: DeliveryView, signal?: AbortSignal) =>
      get<Page<Delivery>>(
        "/deliveries",
        { limit: DELIVERIES_A_PAGE, account_id: account, ...parametersOf(filter) },
        signal,
      ),
    delivery: (webhookId: string, id: string, signal?: AbortSignal) =>
      get<DeliveryDetail>(pathOfOne(webhookId, id), {}, signal),
    redeliver: (webhookId: string, id: string) => send<Delivery>("POST", `${pathOfOne(webhookId, id)}/redeliver`),
  };
}
