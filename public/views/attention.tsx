import { counted } from "../counting.ts";
import { endpointName } from "../endpoint-name.ts";
import { explainAttempt, summarizeFinding } from "../explain.ts";
import type { Trouble } from "../health.ts";
import type { Finding } from "../resources/system.ts";
import { formatRoute } from "../router.ts";
import { Moment } from "./moment.tsx";
import { WebhookSwitch } from "./webhook-switch.tsx";

interface Props {
  readonly troubles: readonly Trouble[];
  readonly findings: readonly Finding[];
  readonly onChange: () => void;
}

/** What needs attention, worst first: the server, then webhooks; each with its cause and its remedy. */
export function Attention({ troubles, findings, onChange }: Props) {
  return (
    <section class="attention" aria-label="Needs attention">
      <ul>
        {findings.map((finding) => (
          <FindingEntry key={finding.code} finding={finding} />
        ))}
        {troubles.map((trouble) => (
          <TroubleEntry key={trouble.webhook.id} trouble={trouble} onChange={onChange} />
        ))}
      </ul>
    </section>
  );
}

function FindingEntry({ finding }: { finding: Finding }) {
  return (
    <li class={finding.severity === "critical" ? "bad" : "waiting"}>
      <div class="cause">
        <strong>The server: {summarizeFinding(finding)}</strong>
        <p class="todo">{finding.detail}</p>
      </div>
      <a class="button" href={formatRoute({ view: "system" })}>
        See the system
      </a>
    </li>
  );
}

function TroubleEntry({ trouble, onChange }: { trouble: Trouble; onChange: () => void }) {
  const { kind, webhook } = trouble;
  const place = formatRoute({ view: "webhook", webhook: webhook.id, filter: {} });
  return (
    <li class={kind === "failed" || kind === "failing" ? "bad" : "waiting"}>
      <div class="cause">
        <a class="endpoint" href={place}>
          {endpointName(webhook.url)}
        </a>
        <Cause trouble={trouble} />
      </div>
      {kind === "failed" || kind === "disabled" ? (
        <WebhookSwitch webhook={webhook} onChange={onChange} />
      ) : (
        <a class="button" href={place}>
          {kind === "failing" ? "Look into it" : "See deliveries"}
        </a>
      )}
    </li>
  );
}

/** Why a webhook needs attention, and what to do. */
export function Cause({ trouble }: { trouble: Trouble }) {
  switch (trouble.kind) {
    case "daily_limit":
      return (
        <p>
          It had all its deliveries of today. {counted(trouble.held, "delivery waits", "deliveries wait")}, and the
          first of them is sent <Moment at={nextMidnight()} />, at midnight UTC.
        </p>
      );
    case "disabled":
      return (
        <p>
          It was switched off, and {counted(trouble.held, "delivery waits", "deliveries wait")}: sent when you enable
          it, given up when held for too long (7 days as a rule).
        </p>
      );
    case "behind":
      return (
        <p>
          It answers, and more comes than it takes: {counted(trouble.pending, "delivery waits", "deliveries wait")}, the
          oldest due <Moment at={trouble.since} />. Answer sooner, and do the work after that.
        </p>
      );
    case "failing":
      return (
        <>
          <LastAttemptOf latest={trouble.latest} />
          {trouble.pending > 0 && (
            <p class="quiet">{counted(trouble.pending, "delivery waits", "deliveries wait")} for a retry.</p>
          )}
        </>
      );
    default:
      return (
        <>
          <Stopped webhook={trouble.webhook} />
          {trouble.latest && <LastAttemptOf latest={trouble.latest} />}
        </>
      );
  }
}

function LastAttemptOf({ latest }: Pick<Extract<Trouble, { kind: "failing" }>, "latest">) {
  const { what, todo } = explainAttempt(latest);
  return (
    <>
      <p>
        {what}{" "}
        <span class="quiet">
          Last attempt <Moment at={latest.at} />.
        </span>
      </p>
      {todo && <p class="todo">{todo}</p>}
    </>
  );
}

function Stopped({ webhook }: Pick<Trouble, "webhook">) {
  return (
    <p>
      {webhook.failure_reason === "gone"
        ? "Stopped because the endpoint answered 410 Gone"
        : "Stopped after its last retry failed"}
      {webhook.failed_at && (
        <>
          {" "}
          <Moment at={webhook.failed_at} />
        </>
      )}
      . What came after it waits, and is sent when you enable it; what failed is not: recover it on its page.
    </p>
  );
}

function nextMidnight(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)).toISOString();
}
