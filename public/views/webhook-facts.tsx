import { grouped } from "../counting.ts";
import { useDesk } from "../desk.ts";
import { responseTime } from "../moments.ts";
import type { WebhookStats } from "../resources/stats.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { WebhookBadge } from "./badge.tsx";
import { Moment } from "./moment.tsx";
import { RateBar } from "./rate-bar.tsx";
import { ofLimit } from "./webhook-list.tsx";

const MEANING: Readonly<Record<Webhook["status"], string>> = {
  active: "Deliveries are sent.",
  disabled: "Switched off. Deliveries are kept, and sent once it is enabled.",
  failed: "Stopped by itself. What waits is sent once it is enabled; what failed is not: recover it after that.",
};

interface Props {
  readonly webhook: Webhook;
  readonly dailyLimit: number | undefined;
  /** Of the last 24 hours. */
  readonly stats: WebhookStats | undefined;
  /** Its latest attempt did not deliver. */
  readonly isFailing: boolean;
}

/** How a webhook stands, as names and values. */
export function WebhookFacts({ webhook, dailyLimit, stats, isFailing }: Props) {
  const { accounts, nameOfAccount } = useDesk();
  return (
    <>
      <p class="state">
        <span aria-live="polite">
          <WebhookBadge status={webhook.status} isFailing={isFailing} />{" "}
          {isFailing ? "Deliveries are sent, and tried again on schedule." : MEANING[webhook.status]}
        </span>{" "}
        {webhook.failure_reason && <FailureCause webhook={webhook} />}
      </p>
      {webhook.managed_by === "config" && (
        <p class="quiet">It is in the configuration file: change it there, and restart. It can be switched here.</p>
      )}
      <dl class="facts">
        <dt>Success</dt>
        <dd>{webhook.last_triggered === null ? "–" : <RateBar rate={webhook.delivery_success_rate} />}</dd>
        <dt>Deliveries today</dt>
        <dd>{ofLimit(webhook.deliveries_today, dailyLimit)}</dd>
        {stats && (
          <>
            <dt>Waiting</dt>
            <dd>
              {grouped(stats.pending)} pending, {grouped(stats.held)} held
            </dd>
            <dt>Response</dt>
            <dd>{responsesOf(stats)}</dd>
          </>
        )}
        <dt>Last triggered</dt>
        <dd>{webhook.last_triggered === null ? "never" : <Moment at={webhook.last_triggered} />}</dd>
        <dt>Listens to</dt>
        <dd>{webhook.events.join(", ")}</dd>
        <dt>Id</dt>
        <dd class="id">{webhook.id}</dd>
        {webhook.client_certificate && <CertificateFact certificate={webhook.client_certificate} />}
        {accounts && (
          <>
            <dt>Account</dt>
            <dd>{nameOfAccount(webhook.account_id)}</dd>
          </>
        )}
      </dl>
    </>
  );
}

function responsesOf({
  attempts: { median_response_time_ms: median, p95_response_time_ms: p95 },
}: WebhookStats): string {
  if (median === null || p95 === null) return "no attempt in the last 24 h";
  return `${responseTime(median)} median, ${responseTime(p95)} p95, in the last 24 h`;
}

function CertificateFact({ certificate }: { certificate: NonNullable<Webhook["client_certificate"]> }) {
  const expires = Date.parse(certificate.expires_at) > Date.now() ? "expires" : "expired";
  return (
    <>
      <dt>Client certificate</dt>
      <dd>
        {certificate.subject || "without a name"}, {expires} <Moment at={certificate.expires_at} />
      </dd>
    </>
  );
}

function FailureCause({ webhook }: { webhook: Webhook }) {
  return (
    <>
      {webhook.failure_reason === "gone" ? "The endpoint answered 410 Gone" : "The last retry of a delivery failed"}
      {webhook.failed_at && (
        <>
          {" "}
          <Moment at={webhook.failed_at} />
        </>
      )}
      .
    </>
  );
}
