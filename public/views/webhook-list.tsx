import { useState } from "preact/hooks";
import { counted, grouped } from "../counting.ts";
import { useDesk } from "../desk.ts";
import { summarize } from "../explain.ts";
import type { StatsOfWebhooks } from "../health.ts";
import { responseTime } from "../moments.ts";
import type { WebhookStats } from "../resources/stats.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { formatRoute } from "../router.ts";
import { WebhookBadge } from "./badge.tsx";
import { Columns } from "./columns.tsx";
import { Moment } from "./moment.tsx";
import { RateBar } from "./rate-bar.tsx";

/** From so many on, a list wants a search. */
const SEARCHED_FROM = 8;

interface Props {
  readonly webhooks: readonly Webhook[];
  readonly stats: StatsOfWebhooks;
  /** There are older ones that are not here. */
  readonly cut: boolean;
  readonly dailyLimit: number;
  readonly showAccount: boolean;
  /** Whose alone they are, for an operator. */
  readonly account: string | undefined;
}

export function WebhookList({ webhooks, stats, cut, dailyLimit, showAccount, account }: Props) {
  const [search, setSearch] = useState("");
  const shown = webhooks.filter((webhook) => matches(webhook, search.trim().toLowerCase()));
  return (
    <section aria-labelledby="webhooks-heading">
      <div class="heading">
        <h2 id="webhooks-heading">Webhooks</h2>
        <div class="filters">
          {webhooks.length >= SEARCHED_FROM && (
            <input
              type="search"
              aria-label="Search webhooks"
              placeholder="Search by URL, event or id"
              value={search}
              onInput={(event) => setSearch(event.currentTarget.value)}
            />
          )}
          <a class="button" href={formatRoute({ view: "register", account })}>
            Register a webhook
          </a>
        </div>
      </div>
      <table class="webhooks">
        <Columns names={["Endpoint", "State", "Success", "Today", "Last attempt", "p95"]} />
        <tbody>
          {shown.map((webhook) => (
            <WebhookRow
              key={webhook.id}
              webhook={webhook}
              stats={stats.get(webhook.id)}
              dailyLimit={dailyLimit}
              showAccount={showAccount}
            />
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p class="quiet">No webhook matches this search.</p>}
      {cut && (
        <p class="quiet">
          These are the newest {counted(webhooks.length, "webhook")}. Choose an account above to see all of its
          webhooks.
        </p>
      )}
    </section>
  );
}

function matches({ url, id, description, events, account_id }: Webhook, search: string): boolean {
  return [url, id, description ?? "", account_id, ...events].some((text) => text.toLowerCase().includes(search));
}

type RowProps = Pick<Props, "dailyLimit" | "showAccount"> & {
  readonly webhook: Webhook;
  readonly stats: WebhookStats | undefined;
};

function WebhookRow({ webhook, stats, dailyLimit, showAccount }: RowProps) {
  const { nameOfAccount } = useDesk();
  return (
    <tr class="row-link">
      <td class="lead">
        <a href={formatRoute({ view: "webhook", webhook: webhook.id, filter: {} })} title={webhook.url}>
          {webhook.url}
        </a>
        <span class="quiet">
          {showAccount && <>{nameOfAccount(webhook.account_id)} · </>}
          {webhook.description ? `${webhook.description} · ` : ""}
          {webhook.events.join(", ")}
        </span>
      </td>
      <td data-label="State">
        <WebhookBadge status={webhook.status} isFailing={isFailing(stats)} />
      </td>
      <td data-label="Success">
        {webhook.last_triggered === null ? (
          <span class="quiet">–</span>
        ) : (
          <RateBar rate={webhook.delivery_success_rate} />
        )}
      </td>
      <td data-label="Today">{ofLimit(webhook.deliveries_today, dailyLimit)}</td>
      <td data-label="Last attempt">
        <LastAttemptCell latest={stats?.last_attempt ?? null} />
      </td>
      <td data-label="p95">
        {stats && stats.attempts.p95_response_time_ms !== null ? (
          responseTime(stats.attempts.p95_response_time_ms)
        ) : (
          <span class="quiet">–</span>
        )}
      </td>
    </tr>
  );
}

function isFailing(stats: WebhookStats | undefined): boolean {
  const latest = stats?.last_attempt ?? null;
  return latest !== null && latest.error !== null;
}

function LastAttemptCell({ latest }: { latest: WebhookStats["last_attempt"] }) {
  if (!latest) return <span class="quiet">none yet</span>;
  return (
    <>
      <span class={latest.error === null ? "" : "fault"}>{summarize(latest)}</span> <Moment at={latest.at} />
    </>
  );
}

/** `12 of 1,000` */
export function ofLimit(today: number, dailyLimit: number | undefined): string {
  return dailyLimit === undefined ? grouped(today) : `${grouped(today)} of ${grouped(dailyLimit)}`;
}
