import type { Appliance } from "./appliance.ts";

/** A request that an endpoint took, to be posted to it again. */
export interface CapturedRequest {
  readonly body: Buffer<ArrayBuffer>;
  /** Posts the request with another body and all else as it was; the answer's status. */
  postAgain(body: Buffer<ArrayBuffer>): Promise<number>;
}

/** The latest request to a webhook, as the delivery log shows it. */
export async function captureRequest(appliance: Appliance, webhookId: string): Promise<CapturedRequest> {
  const path = `/v2/webhooks/${webhookId}/deliveries`;
  const list = await appliance.get<{ data: { id: string }[] }>(`${path}?limit=1`);
  const { body: delivery } = await appliance.get<{
    request: { url: string; headers: Record<string, string>; body: string };
  }>(`${path}/${list.body.data[0]?.id}`);
  const { url, headers, body } = delivery.request;
  return {
    body: Buffer.from(body),
    postAgain: async (changed) => (await fetch(url, { method: "POST", headers, body: changed })).status,
  };
}
