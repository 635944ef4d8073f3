import { useAction } from "../action.ts";
import { useDesk } from "../desk.ts";
import type { DeliveryDetail } from "../resources/deliveries.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { WebhookSwitch } from "./webhook-switch.tsx";

interface Props {
  readonly delivery: DeliveryDetail;
  /** `undefined` until it is known. */
  readonly webhook: Webhook | undefined;
  readonly onChange: () => void;
}

/** Sends a delivery again now; while its webhook is stopped, enabling that comes first. */
export function RedeliverButton({ delivery, webhook, onChange }: Props) {
  const { api } = useDesk();
  const { busy, fault, run } = useAction(async () => {
    await api.redeliver(delivery.webhook_id, delivery.id);
    onChange();
  });
  if (webhook && webhook.status !== "active") {
    return (
      <div class="action">
        <WebhookSwitch webhook={webhook} onChange={onChange} />
        <p class="quiet">
          {webhook.status === "failed" ? "The webhook failed" : "The webhook is disabled"}, so this can’t be redelivered
          yet.
        </p>
      </div>
    );
  }
  return (
    <div class="action">
      <button type="button" class="primary" aria-disabled={busy} onClick={run}>
        {delivery.status === "pending" ? "Send now" : "Redeliver"}
      </button>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
