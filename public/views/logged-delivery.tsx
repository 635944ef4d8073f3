import { useDesk } from "../desk.ts";
import { usePolling } from "../polling.ts";
import { DeliveryDrawer } from "./delivery-drawer.tsx";

interface Props {
  readonly webhookId: string;
  readonly id: string;
  readonly onClose: () => void;
}

/** A delivery of the log, with what is known of its webhook. */
export function LoggedDelivery({ webhookId, id, onClose }: Props) {
  const { api } = useDesk();
  const { value: webhook, refresh } = usePolling(`webhook ${webhookId}`, (signal) => api.webhook(webhookId, signal));
  return <DeliveryDrawer webhookId={webhookId} webhook={webhook} id={id} onWebhookChange={refresh} onClose={onClose} />;
}
