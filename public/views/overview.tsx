import { useLayoutEffect, useMemo } from "preact/hooks";
import { faultText } from "../action.ts";
import { useDesk } from "../desk.ts";
import { findTroubles, judge } from "../health.ts";
import { loadOverview } from "../overview-facts.ts";
import { usePolling } from "../polling.ts";
import { createPulses } from "../pulses.ts";
import { Attention } from "./attention.tsx";
import { FigureRow } from "./figure-row.tsx";
import { FirstWebhook } from "./first-webhook.tsx";
import { Loading } from "./loading.tsx";
import { StaleNotice } from "./stale-notice.tsx";
import { WebhookList } from "./webhook-list.tsx";

/** Is it well, what needs attention, and all webhooks. @param account whose alone, for an operator */
export function Overview({ account }: { account: string | undefined }) {
  const { api, accounts } = useDesk();
  const readPulses = useMemo(() => createPulses(api, Date.now), [api]);
  const { value, fault, refresh } = usePolling(`overview ${account ?? ""}`, (signal) =>
    loadOverview(api, readPulses, account, signal),
  );
  const troubles = useMemo(() => (value ? findTroubles(value.webhooks, value.pulses) : []), [value]);
  useLayoutEffect(() => {
    document.title = troubles.length > 0 ? `(${troubles.length}) TaskFlow Hooks` : "TaskFlow Hooks";
  }, [troubles.length]);

  if (!value) return <Loading fault={fault === undefined ? undefined : faultText(fault)} />;
  const { webhooks, stats, cut } = value;
  const verdict = judge(webhooks, troubles, stats.attempts.succeeded);
  return (
    <>
      <StaleNotice fault={fault} />
      <section class={`verdict ${toneOf(webhooks.length, troubles.length)}`}>
        <h1>
          {/* The reason holds figures that move all the time: read out, they would never end. */}
          <span aria-live="polite">{verdict.lead}</span> <span class="reason">{verdict.reason}</span>
        </h1>
      </section>
      {troubles.length > 0 && <Attention troubles={troubles} onChange={refresh} />}
      {webhooks.length === 0 ? (
        <FirstWebhook account={account} />
      ) : (
        <>
          <FigureRow stats={stats} />
          <WebhookList
            webhooks={webhooks}
            cut={cut}
            dailyLimit={stats.limits.deliveries_per_webhook_per_day}
            showAccount={accounts !== undefined}
            account={account}
          />
        </>
      )}
    </>
  );
}

function toneOf(webhooks: number, troubles: number): string {
  if (webhooks === 0) return "off";
  return troubles > 0 ? "bad" : "good";
}
