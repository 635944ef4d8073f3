import { useDesk } from "../desk.ts";
import { endpointName } from "../endpoint-name.ts";
import { explainDelivery } from "../explain.ts";
import { POLL_MS, SETTLED_EVERY_MS, usePolling } from "../polling.ts";
import type { DeliveryDetail } from "../resources/deliveries.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { formatRoute } from "../router.ts";
import { AttemptTimeline } from "./attempt-timeline.tsx";
import { Badge } from "./badge.tsx";
import { Dialog } from "./dialog.tsx";
import { Loading } from "./loading.tsx";
import { Moment } from "./moment.tsx";
import { RedeliverButton } from "./redeliver-button.tsx";
import { RequestPanel } from "./request-panel.tsx";
import { StaleNotice } from "./stale-notice.tsx";

interface Props {
  readonly webhookId: string;
  /** `undefined` until it is known. */
  readonly webhook: Webhook | undefined;
  readonly id: string;
  readonly onWebhookChange: () => void;
  readonly onClose: () => void;
}

/** One delivery over the page. */
export function DeliveryDrawer({ webhookId, webhook, id, onWebhookChange, onClose }: Props) {
  const { api } = useDesk();
  const { value, fault, refresh } = usePolling(
    `delivery ${id}`,
    (signal) => api.delivery(webhookId, id, signal),
    (latest) => (latest && latest.status !== "pending" ? SETTLED_EVERY_MS : POLL_MS),
  );
  const changed = () => {
    refresh();
    onWebhookChange();
  };

  return (
    <Dialog title={value?.event_type ?? "Delivery"} onClose={onClose} drawer>
      {value ? (
        <>
          <StaleNotice fault={fault} covered />
          <Content delivery={value} webhook={webhook} onChange={changed} />
        </>
      ) : (
        <Loading fault={fault} />
      )}
    </Dialog>
  );
}

interface ContentProps {
  readonly delivery: DeliveryDetail;
  readonly webhook: Webhook | undefined;
  readonly onChange: () => void;
}

function Content({ delivery, webhook, onChange }: ContentProps) {
  return (
    <>
      <p class="state">
        <span aria-live="polite">
          <Badge status={delivery.status} /> {explainDelivery(delivery)}
        </span>{" "}
        {delivery.next_attempt_at && delivery.attempts.length > 0 && (
          <>
            Next attempt <Moment at={delivery.next_attempt_at} />.
          </>
        )}
      </p>
      <RedeliverButton delivery={delivery} webhook={webhook} onChange={onChange} />
      <dl class="facts">
        <dt>Webhook</dt>
        <dd>
          <a href={formatRoute({ view: "webhook", webhook: delivery.webhook_id, filter: {} })}>
            {webhook ? endpointName(webhook.url) : delivery.webhook_id}
          </a>
        </dd>
        <dt>Delivery</dt>
        <dd class="id">{delivery.id}</dd>
        <dt>Event</dt>
        <dd class="id">
          <a href={formatRoute({ view: "event", event: delivery.event_id })}>{delivery.event_id}</a>
        </dd>
        <dt>Made</dt>
        <dd>
          <Moment at={delivery.created_at} inFull />
          {delivery.trigger !== "event" && <span class="tag">{delivery.trigger}</span>}
        </dd>
      </dl>
      <AttemptTimeline attempts={delivery.attempts} />
      <RequestPanel request={delivery.request} sent={delivery.attempts.length > 0} />
    </>
  );
}
