import { useEffect, useState } from "preact/hooks";
import type { Api } from "../api/api.ts";
import { useDesk } from "../desk.ts";
import { endpointName } from "../endpoint-name.ts";
import { POLL_MS, usePolling } from "../polling.ts";
import type { EventType } from "../resources/events.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { formatRoute, navigate, type Route } from "../router.ts";
import { useWebhookHealth, type WebhookHealth } from "../webhook-health.ts";
import { Cause } from "./attention.tsx";
import { DeliveryDrawer } from "./delivery-drawer.tsx";
import { DeliveryList } from "./delivery-list.tsx";
import { Loading } from "./loading.tsx";
import { StaleNotice } from "./stale-notice.tsx";
import { TestPanel } from "./test-panel.tsx";
import { WebhookActions } from "./webhook-actions.tsx";
import { WebhookFacts } from "./webhook-facts.tsx";
import { WebhookSwitch } from "./webhook-switch.tsx";

/** Characters of a URL that the heading has room for. */
const SHORT_URL = 150;

type WebhookRoute = Extract<Route, { view: "webhook" }>;

/** Event types and limits change with the configuration only, at a start. */
const SETTINGS_EVERY_MS = 60_000;

/** One webhook: how it stands, a test, its deliveries, and in a drawer one of them. */
export function WebhookPage({ route }: { route: WebhookRoute }) {
  const { api } = useDesk();
  const {
    value: webhook,
    fault,
    refresh,
  } = usePolling(`webhook ${route.webhook}`, (signal) => api.webhook(route.webhook, signal));
  const { value: settings } = usePolling(
    "settings",
    (signal) => loadSettings(api, signal),
    (latest) => (latest ? SETTINGS_EVERY_MS : POLL_MS),
  );
  const health = useWebhookHealth(webhook, settings?.dailyLimit);
  // What the reader sent just now is no news to be counted: the list begins anew with it.
  const [tests, setTests] = useState(0);
  const sent = () => {
    setTests((count) => count + 1);
    refresh();
  };
  const name = webhook && endpointName(webhook.url);
  useEffect(() => {
    if (name) document.title = `${name} · TaskFlow Hooks`;
  }, [name]);

  return (
    <>
      <nav aria-label="Back">
        <a href={formatRoute({ view: "overview" })}>← All webhooks</a>
      </nav>
      {webhook ? (
        <>
          <StaleNotice fault={fault} />
          <Head
            webhook={webhook}
            types={settings?.types ?? []}
            dailyLimit={settings?.dailyLimit}
            health={health}
            onChange={refresh}
          />
          <TestPanel webhook={webhook} types={settings?.types ?? []} onSent={sent} />
          <DeliveryList key={tests} webhook={webhook} types={settings?.types ?? []} filter={route.filter} />
        </>
      ) : (
        <Loading fault={fault} />
      )}
      {route.delivery !== undefined && (
        <DeliveryDrawer
          key={route.delivery}
          webhookId={route.webhook}
          webhook={webhook}
          id={route.delivery}
          onWebhookChange={refresh}
          onClose={() => navigate({ ...route, delivery: undefined })}
        />
      )}
    </>
  );
}

async function loadSettings(api: Api, signal: AbortSignal) {
  const [types, stats] = await Promise.all([api.eventTypes(signal), api.stats(undefined, "1h", signal)]);
  return { types: types.data, dailyLimit: stats.limits.deliveries_per_webhook_per_day };
}

interface HeadProps {
  readonly webhook: Webhook;
  readonly types: readonly EventType[];
  readonly dailyLimit: number | undefined;
  readonly health: WebhookHealth;
  readonly onChange: () => void;
}

function Head({ webhook, types, dailyLimit, health, onChange }: HeadProps) {
  // Of one that is stopped it stands below, with its state.
  const trouble = webhook.status === "active" ? health.trouble : undefined;
  return (
    <header class="webhook-head">
      <div class="heading">
        <h1 class="url">{webhook.url}</h1>
        <WebhookSwitch webhook={webhook} onChange={onChange} />
      </div>
      {webhook.url.length > SHORT_URL && (
        <details>
          <summary>The whole URL</summary>
          <p class="id">{webhook.url}</p>
        </details>
      )}
      {webhook.description && <p>{webhook.description}</p>}
      {trouble && (
        <section class={`notice ${trouble.kind === "failing" ? "bad" : "waiting"}`} aria-label="Needs attention">
          <Cause trouble={trouble} />
        </section>
      )}
      <WebhookFacts
        webhook={webhook}
        dailyLimit={dailyLimit}
        stats={health.stats}
        isFailing={trouble?.kind === "failing"}
      />
      <WebhookActions webhook={webhook} types={types} onChange={onChange} />
    </header>
  );
}
