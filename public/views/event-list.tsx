import { counted } from "../counting.ts";
import { useDesk } from "../desk.ts";
import { useEventTypes } from "../event-types.ts";
import { usePolling } from "../polling.ts";
import { DELIVERY_STATUSES } from "../resources/deliveries.ts";
import type { DeliveryOfEvent, Event, EventType } from "../resources/events.ts";
import { formatRoute, navigate, type Route } from "../router.ts";
import { Choice } from "./choice.tsx";
import { Columns } from "./columns.tsx";
import { EventCurl } from "./event-curl.tsx";
import { Loading } from "./loading.tsx";
import { Moment } from "./moment.tsx";
import { Pager } from "./pager.tsx";
import { StaleNotice } from "./stale-notice.tsx";

type EventsRoute = Extract<Route, { view: "events" }>;

/** Events, newest first, with what came of each. */
export function EventList({ route }: { route: EventsRoute }) {
  const { api, accounts } = useDesk();
  const types = useEventTypes();
  const { account, eventType, cursor } = route;
  const subject = JSON.stringify(["events", account, eventType, cursor]);
  const { value: page, fault } = usePolling(subject, (signal) => api.events({ account, eventType, cursor }, signal));
  const choose = (type: string | undefined) => navigate({ view: "events", account, eventType: type });
  return (
    <section aria-labelledby="events-heading">
      <div class="heading">
        <h1 id="events-heading">Events</h1>
        <div class="filters">
          <Choice
            label="Event type"
            any="Any event type"
            values={types.map(({ type }) => type)}
            value={eventType}
            onChoose={choose}
          />
          <a class="button" href={formatRoute({ view: "send", account, eventType })}>
            Send an event
          </a>
        </div>
      </div>
      {page && <StaleNotice fault={fault} />}
      {!page && <Loading fault={fault} />}
      {page && page.data.length === 0 && <NoEvents route={route} types={types} />}
      {page && page.data.length > 0 && <Rows events={page.data} showAccount={accounts !== undefined} />}
      {page && (
        <Pager
          of="events"
          cursor={cursor}
          next={page.next_cursor}
          linkTo={(to) => formatRoute({ ...route, cursor: to })}
        />
      )}
    </section>
  );
}

/** What to do while there is none. */
function NoEvents({ route, types }: { route: EventsRoute; types: readonly EventType[] }) {
  const { accounts } = useDesk();
  const { eventType } = route;
  return (
    <div class="first-steps">
      <p>
        {eventType ? "No event of this type was accepted." : "No event was accepted yet."} Send one here, or post it as
        your application will:
      </p>
      <EventCurl
        account={accounts && (route.account ?? accounts[0]?.id)}
        type={types.find(({ type }) => eventType === undefined || type === eventType)}
      />
    </div>
  );
}

function Rows({ events, showAccount }: { readonly events: readonly Event[]; readonly showAccount: boolean }) {
  return (
    <table class="events">
      <Columns names={["Event", "Deliveries", "Accepted"]} />
      <tbody>
        {events.map((event) => (
          <tr key={event.id} class="row-link">
            <td class="lead">
              <a href={formatRoute({ view: "event", event: event.id })}>{event.type}</a>
              <span class="quiet id under">
                {showAccount && `${event.account_id} · `}
                {event.id}
              </span>
            </td>
            <td data-label="Deliveries">{summaryOf(event.deliveries)}</td>
            <td data-label="Accepted">
              <Moment at={event.created_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `3 delivered, 1 failed` */
function summaryOf(deliveries: readonly DeliveryOfEvent[]): string {
  if (deliveries.length === 0) return "no webhook listened";
  return DELIVERY_STATUSES.flatMap((status) => {
    const count = deliveries.filter((delivery) => delivery.status === status).length;
    return count > 0 ? [counted(count, status, status)] : [];
  }).join(", ");
}
