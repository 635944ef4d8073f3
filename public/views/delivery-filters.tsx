import { DELIVERY_STATUSES } from "../resources/deliveries.ts";
import type { EventType } from "../resources/events.ts";
import { type DeliveryView, navigate } from "../router.ts";
import { Choice } from "./choice.tsx";

interface Props {
  readonly webhookId: string;
  readonly types: readonly EventType[];
  readonly filter: DeliveryView;
}

/** Filters by status and event type; a choice goes into the address, and to the newest page. */
export function DeliveryFilters({ webhookId, types, filter }: Props) {
  const choose = (choice: DeliveryView) =>
    navigate({ view: "webhook", webhook: webhookId, filter: { ...filter, cursor: undefined, ...choice } });
  const names = types.map(({ type }) => type);
  return (
    <div class="filters">
      <Choice
        label="Status"
        any="Any status"
        values={DELIVERY_STATUSES}
        value={filter.status}
        onChoose={(status) => choose({ status })}
      />
      <Choice
        label="Event type"
        any="Any event type"
        values={names}
        value={filter.eventType}
        onChoose={(eventType) => choose({ eventType })}
      />
    </div>
  );
}
