import { useMemo } from "preact/hooks";
import { useDesk } from "../desk.ts";
import { useEventTypes } from "../event-types.ts";
import { useLiveRows } from "../live-rows.ts";
import { usePolling } from "../polling.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { formatRoute, navigate, type Route } from "../router.ts";
import { useWebhooks } from "../webhooks.ts";
import { DeliveryTable } from "./delivery-table.tsx";
import { EventCurl } from "./event-curl.tsx";
import { Loading } from "./loading.tsx";
import { LogFilters } from "./log-filters.tsx";
import { LoggedDelivery } from "./logged-delivery.tsx";
import { NewRows } from "./new-rows.tsx";
import { Pager } from "./pager.tsx";
import { RedeliverMatching } from "./redeliver-matching.tsx";
import { StaleNotice } from "./stale-notice.tsx";

type LogRoute = Extract<Route, { view: "deliveries" }>;

/** The deliveries of all webhooks, newest first, by the filter that is in the address. */
export function DeliveryLog({ route }: { route: LogRoute }) {
  const { api } = useDesk();
  const { account, filter, open } = route;
  const subject = JSON.stringify(["deliveries", account, filter]);
  const { value: page, fault, refresh } = usePolling(subject, (signal) => api.allDeliveries(account, filter, signal));
  const { rows, newer, show } = useLiveRows(subject, page?.data);
  const webhooks = useWebhooks(account);
  const webhooksById = useMemo(() => new Map(webhooks.map((webhook) => [webhook.id, webhook])), [webhooks]);
  return (
    <section aria-labelledby="log-heading">
      <div class="heading">
        <h1 id="log-heading">Deliveries</h1>
      </div>
      <LogFilters route={route} webhooks={webhooks} />
      <RedeliverMatching account={account} filter={filter} onChange={refresh} />
      {page && <StaleNotice fault={fault} />}
      <NewRows count={filter.cursor === undefined ? newer : 0} one="delivery" many="deliveries" onShow={show} />
      {!page && <Loading fault={fault} />}
      {page && rows.length === 0 && <Nothing route={route} more={page.next_cursor !== null} webhooks={webhooks} />}
      {rows.length > 0 && (
        <DeliveryTable
          rows={rows}
          webhooks={webhooksById}
          linkTo={({ id, webhook_id: webhook }) => formatRoute({ ...route, open: { webhook, delivery: id } })}
        />
      )}
      {page && (
        <Pager
          of="deliveries"
          cursor={filter.cursor}
          next={page.next_cursor}
          linkTo={(cursor) => formatRoute({ ...route, filter: { ...filter, cursor } })}
        />
      )}
      {open && (
        <LoggedDelivery
          key={open.delivery}
          webhookId={open.webhook}
          id={open.delivery}
          onClose={() => navigate({ ...route, open: undefined })}
        />
      )}
    </section>
  );
}

interface NothingProps {
  readonly route: LogRoute;
  /** The server looked at many rows, and has not looked at all. */
  readonly more: boolean;
  readonly webhooks: readonly Webhook[];
}

function Nothing({ route, more, webhooks }: NothingProps) {
  const { accounts } = useDesk();
  const types = useEventTypes();
  if (more) return <p class="quiet">None of the newest ones matches this filter. Look on among the older ones.</p>;
  if (Object.values(route.filter).some(Boolean)) return <p class="quiet">No delivery matches this filter.</p>;
  return (
    <div class="first-steps">
      <p>
        {webhooks.length === 0
          ? "Nothing was delivered yet, and there is no webhook to deliver to: register one first."
          : "Nothing was delivered yet. Post an event, and every webhook that listens to it gets it."}
      </p>
      {webhooks.length === 0 && (
        <a class="button" href={formatRoute({ view: "register", account: route.account })}>
          Register a webhook
        </a>
      )}
      {webhooks.length > 0 && <EventCurl account={accounts && webhooks[0]?.account_id} type={types[0]} />}
    </div>
  );
}
