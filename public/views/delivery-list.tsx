import { useDesk } from "../desk.ts";
import { useLiveRows } from "../live-rows.ts";
import { usePolling } from "../polling.ts";
import type { EventType } from "../resources/events.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { type DeliveryView, formatRoute } from "../router.ts";
import { DeliveryFilters } from "./delivery-filters.tsx";
import { DeliveryTable } from "./delivery-table.tsx";
import { FirstEvent } from "./first-event.tsx";
import { Loading } from "./loading.tsx";
import { NewRows } from "./new-rows.tsx";
import { Pager } from "./pager.tsx";

interface Props {
  readonly webhook: Webhook;
  readonly types: readonly EventType[];
  readonly filter: DeliveryView;
}

/** A page of a webhook's deliveries, newest first, by the filter that is in the address. */
export function DeliveryList({ webhook, types, filter }: Props) {
  const { api } = useDesk();
  const subject = JSON.stringify([webhook.id, filter]);
  const placed = { view: "webhook", webhook: webhook.id } as const;
  const { value: page, fault } = usePolling(subject, (signal) => api.deliveries(webhook.id, filter, signal));
  const { rows, newer, show } = useLiveRows(subject, page?.data);
  const isFiltered = filter.status !== undefined || filter.eventType !== undefined;
  return (
    <section aria-labelledby="deliveries-heading">
      <div class="heading">
        <h2 id="deliveries-heading">Deliveries</h2>
        <DeliveryFilters webhookId={webhook.id} types={types} filter={filter} />
      </div>
      <NewRows count={newer} one="delivery" many="deliveries" onShow={show} />
      {!page && <Loading fault={fault} />}
      {page && rows.length === 0 && isFiltered && <p class="quiet">No delivery matches this filter.</p>}
      {page && rows.length === 0 && !isFiltered && <FirstEvent webhook={webhook} types={types} />}
      {rows.length > 0 && (
        <DeliveryTable rows={rows} linkTo={({ id }) => formatRoute({ ...placed, delivery: id, filter })} />
      )}
      {page && (
        <Pager
          of="deliveries"
          cursor={filter.cursor}
          next={page.next_cursor}
          linkTo={(cursor) => formatRoute({ ...placed, filter: { ...filter, cursor } })}
        />
      )}
    </section>
  );
}
