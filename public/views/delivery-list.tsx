import { faultText } from "../action.ts";
import { useDesk } from "../desk.ts";
import { summarize } from "../explain.ts";
import { usePolling } from "../polling.ts";
import type { Delivery, EventType, Webhook } from "../resources.ts";
import { type DeliveryView, formatRoute } from "../router.ts";
import { Badge } from "./badge.tsx";
import { DeliveryFilters } from "./delivery-filters.tsx";
import { FirstEvent } from "./first-event.tsx";
import { Loading } from "./loading.tsx";
import { Moment } from "./moment.tsx";
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
  const linkTo = (cursor: string | undefined) =>
    formatRoute({ view: "webhook", webhook: webhook.id, filter: { ...filter, cursor } });
  const { value: page, fault } = usePolling(subject, (signal) => api.deliveries(webhook.id, filter, signal));
  return (
    <section aria-labelledby="deliveries-heading">
      <div class="heading">
        <h2 id="deliveries-heading">Deliveries</h2>
        <DeliveryFilters webhookId={webhook.id} types={types} filter={filter} />
      </div>
      {page ? (
        <Rows webhook={webhook} types={types} filter={filter} rows={page.data} />
      ) : (
        <Loading fault={fault === undefined ? undefined : faultText(fault)} />
      )}
      {page && <Pager of="deliveries" cursor={filter.cursor} next={page.next_cursor} linkTo={linkTo} />}
    </section>
  );
}

function Rows({ webhook, types, filter, rows }: Props & { readonly rows: readonly Delivery[] }) {
  if (rows.length === 0) {
    if (filter.status || filter.eventType) return <p class="quiet">No delivery matches this filter.</p>;
    return <FirstEvent webhook={webhook} types={types} />;
  }
  return (
    <table class="deliveries">
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">Status</th>
          <th scope="col">Last attempt</th>
          <th scope="col">Attempts</th>
          <th scope="col">Made</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} filter={filter} />
        ))}
      </tbody>
    </table>
  );
}

function DeliveryRow({ delivery, filter }: { delivery: Delivery; filter: DeliveryView }) {
  const latest = delivery.attempts.at(-1);
  const link = formatRoute({ view: "webhook", webhook: delivery.webhook_id, delivery: delivery.id, filter });
  return (
    <tr class="row-link">
      <td class="lead">
        <a href={link}>{delivery.event_type}</a>
        {delivery.trigger !== "event" && <span class="tag">{delivery.trigger}</span>}
      </td>
      <td data-label="Status">
        <Badge status={delivery.status} />
        {delivery.status === "pending" && latest && delivery.next_attempt_at && (
          <span class="quiet">
            {" "}
            again <Moment at={delivery.next_attempt_at} />
          </span>
        )}
      </td>
      <td data-label="Last attempt">
        {latest ? `${summarize(latest)} · ${latest.response_time_ms} ms` : <span class="quiet">none yet</span>}
      </td>
      <td data-label="Attempts">{delivery.attempts.length}</td>
      <td data-label="Made">
        <Moment at={delivery.created_at} />
      </td>
    </tr>
  );
}
