import type { DeliveryStatus } from "../resources/deliveries.ts";
import type { WebhookStatus } from "../resources/webhooks.ts";

const TONES: Readonly<Record<DeliveryStatus | WebhookStatus, string>> = {
  active: "good",
  delivered: "good",
  pending: "waiting",
  held: "waiting",
  failed: "bad",
  disabled: "off",
  canceled: "off",
};

/** Whether a webhook that is active is failing at present. */
export function WebhookBadge({ status, isFailing }: { status: WebhookStatus; isFailing: boolean }) {
  if (status === "active" && isFailing) return <span class="badge bad">failing</span>;
  return <Badge status={status} />;
}

/** A state as a word with a coloured mark; the word alone says it. */
export function Badge({ status }: { status: DeliveryStatus | WebhookStatus }) {
  return <span class={`badge ${TONES[status]}`}>{status}</span>;
}
