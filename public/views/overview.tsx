import { useLayoutEffect, useMemo } from "preact/hooks";
import { AttemptChart } from "../chart/attempt-chart.tsx";
import { useDesk } from "../desk.ts";
import { summarizeFinding } from "../explain.ts";
import { findTroubles, judge } from "../health.ts";
import { loadOverview } from "../overview-facts.ts";
import { usePolling } from "../polling.ts";
import type { StatsWindow } from "../resources/stats.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { Attention } from "./attention.tsx";
import { FigureRow } from "./figure-row.tsx";
import { FirstWebhook } from "./first-webhook.tsx";
import { Loading } from "./loading.tsx";
import { StaleNotice } from "./stale-notice.tsx";
import { WebhookList } from "./webhook-list.tsx";
import { WindowChoice } from "./window-choice.tsx";

interface Props {
  /** Whose alone, for an operator. */
  readonly account: string | undefined;
  readonly window: StatsWindow;
}

/** Is it well, what needs attention, how much is going on, and all webhooks. */
export function Overview({ account, window }: Props) {
  const { api, accounts } = useDesk();
  const isOperator = accounts !== undefined;
  const { value, fault, refresh } = usePolling(`overview ${account ?? ""} ${window}`, (signal) =>
    loadOverview(api, { account, window, isOperator }, signal),
  );
  const troubles = useMemo(() => {
    if (!value) return [];
    const dailyLimit = value.stats.limits.deliveries_per_webhook_per_day;
    return findTroubles(value.webhooks, value.statsOfWebhooks, { dailyLimit, now: Date.now() });
  }, [value]);
  const count = troubles.length + (value?.findings.length ?? 0);
  useLayoutEffect(() => {
    document.title = count > 0 ? `(${count}) TaskFlow Hooks` : "TaskFlow Hooks";
  }, [count]);

  if (!value) return <Loading fault={fault} />;
  const { webhooks, statsOfWebhooks, stats, cut, findings } = value;
  const verdict = judge({
    webhooks,
    troubles,
    findings: findings.map(summarizeFinding),
    delivered: stats.attempts.succeeded,
    window,
  });
  return (
    <>
      <StaleNotice fault={fault} />
      <section class={`verdict ${toneOf(webhooks, count)}`}>
        <h1>
          {/* The reason holds figures that move all the time: read out, they would never end. */}
          <span aria-live="polite">{verdict.lead}</span> <span class="reason">{verdict.reason}</span>
        </h1>
      </section>
      {count > 0 && <Attention troubles={troubles} findings={findings} onChange={refresh} />}
      {webhooks.length === 0 ? (
        <FirstWebhook account={account} />
      ) : (
        <>
          <FigureRow stats={stats} />
          <section aria-labelledby="chart-heading">
            <div class="chart-head">
              <h2 id="chart-heading">Attempts</h2>
              <WindowChoice window={window} account={account} />
            </div>
            <AttemptChart steps={stats.series} window={window} />
          </section>
          <WebhookList
            webhooks={webhooks}
            stats={statsOfWebhooks}
            cut={cut}
            dailyLimit={stats.limits.deliveries_per_webhook_per_day}
            showAccount={isOperator}
            account={account}
          />
        </>
      )}
    </>
  );
}

function toneOf(webhooks: readonly Webhook[], troubles: number): string {
  if (troubles > 0) return "bad";
  return webhooks.every(({ status }) => status === "disabled") ? "off" : "good";
}
