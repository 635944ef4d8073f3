import { useEffect } from "preact/hooks";
import { jsonFields } from "../../src/core/json-fields.ts";
import { useDesk } from "../desk.ts";
import { POLL_MS, SETTLED_EVERY_MS, usePolling } from "../polling.ts";
import type { DeliveryOfEvent, Event } from "../resources/events.ts";
import { formatRoute } from "../router.ts";
import { useWebhooks } from "../webhooks.ts";
import { Badge } from "./badge.tsx";
import { BodyText } from "./body-text.tsx";
import { Columns } from "./columns.tsx";
import { Loading } from "./loading.tsx";
import { Moment } from "./moment.tsx";
import { StaleNotice } from "./stale-notice.tsx";

/** One event: what was posted, and what came of it for each webhook. */
export function EventPage({ id }: { id: string }) {
  const { api } = useDesk();
  const { value, fault } = usePolling(
    `event ${id}`,
    async (signal) => readEvent(await api.eventText(id, signal)),
    (latest) => (latest?.event.deliveries.some(({ status }) => status === "pending") ? POLL_MS : SETTLED_EVERY_MS),
  );
  const type = value?.event.type;
  useEffect(() => {
    if (type) document.title = `${type} · TaskFlow Hooks`;
  }, [type]);
  return (
    <>
      <nav aria-label="Back">
        <a href={formatRoute({ view: "events" })}>← All events</a>
      </nav>
      {value ? (
        <>
          <StaleNotice fault={fault} />
          <Facts event={value.event} triggeredBy={value.triggeredBy} />
          <DeliveriesOfEvent deliveries={value.event.deliveries} account={value.event.account_id} />
          <section aria-labelledby="data-heading">
            <h2 id="data-heading">Data</h2>
            <BodyText text={value.data} />
          </section>
        </>
      ) : (
        <Loading fault={fault} />
      )}
    </>
  );
}

/** `data` is cut out as it was posted: big integers and the spelling of numbers stay. */
function readEvent(json: string): { readonly event: Event; readonly data: string; readonly triggeredBy: unknown } {
  const event = JSON.parse(json) as Event & { readonly metadata?: { readonly triggered_by?: unknown } };
  const field = jsonFields(json).find(({ key }) => key === "data");
  const data = field ? json.slice(field.start, field.end) : "null";
  return { event, data, triggeredBy: event.metadata?.triggered_by };
}

function Facts({ event, triggeredBy }: { event: Event; triggeredBy: unknown }) {
  const { accounts } = useDesk();
  return (
    <header>
      <h1>{event.type}</h1>
      <dl class="facts">
        <dt>Accepted</dt>
        <dd>
          <Moment at={event.created_at} inFull />
        </dd>
        {event.timestamp !== event.created_at && (
          <>
            <dt>Happened</dt>
            <dd>
              <Moment at={event.timestamp} inFull />
            </dd>
          </>
        )}
        {typeof triggeredBy === "string" && (
          <>
            <dt>Triggered by</dt>
            <dd>{triggeredBy}</dd>
          </>
        )}
        <dt>Id</dt>
        <dd class="id">{event.id}</dd>
        {accounts && (
          <>
            <dt>Account</dt>
            <dd class="id">{event.account_id}</dd>
          </>
        )}
      </dl>
    </header>
  );
}

function DeliveriesOfEvent({ deliveries, account }: { deliveries: readonly DeliveryOfEvent[]; account: string }) {
  const { accounts } = useDesk();
  const urls = new Map(useWebhooks(accounts && account).map(({ id, url }) => [id, url]));
  return (
    <section aria-labelledby="event-deliveries-heading">
      <h2 id="event-deliveries-heading">Deliveries</h2>
      {deliveries.length === 0 && <p class="quiet">No webhook listened to this type when it was accepted.</p>}
      {deliveries.length > 0 && (
        <table>
          <Columns names={["Webhook", "Status"]} />
          <tbody>
            {deliveries.map(({ id, webhook_id: webhook, status }) => (
              <tr key={id} class="row-link">
                <td class="lead">
                  <a href={formatRoute({ view: "webhook", webhook, delivery: id, filter: {} })}>
                    {urls.get(webhook) ?? webhook}
                  </a>
                </td>
                <td data-label="Status">
                  <Badge status={status} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
