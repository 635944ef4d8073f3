import { endpointName } from "../endpoint-name.ts";
import { explainAttempt } from "../explain.ts";
import type { Trouble } from "../health.ts";
import { formatRoute } from "../router.ts";
import { Moment } from "./moment.tsx";
import { WebhookSwitch } from "./webhook-switch.tsx";

/** What needs attention, worst first: each with its cause and its remedy. */
export function Attention({ troubles, onChange }: { troubles: readonly Trouble[]; onChange: () => void }) {
  return (
    <section class="attention" aria-label="Needs attention">
      <ul>
        {troubles.map((trouble) => (
          <li key={trouble.webhook.id} class={trouble.kind === "daily_limit" ? "waiting" : "bad"}>
            <div class="cause">
              <a class="endpoint" href={failuresOf(trouble)}>
                {endpointName(trouble.webhook.url)}
              </a>
              <Cause trouble={trouble} />
            </div>
            {trouble.kind === "failed" && <WebhookSwitch webhook={trouble.webhook} onChange={onChange} />}
            {trouble.kind !== "failed" && (
              <a class="button" href={failuresOf(trouble)}>
                See deliveries
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function failuresOf({ webhook }: Trouble): string {
  return formatRoute({ view: "webhook", webhook: webhook.id, filter: {} });
}

function Cause({ trouble }: { trouble: Trouble }) {
  if (trouble.kind === "daily_limit") {
    return <p>It had all its deliveries of today. The rest waits, and is sent after midnight UTC.</p>;
  }
  const explanation = trouble.latest && explainAttempt(trouble.latest);
  return (
    <>
      {trouble.kind === "failed" && <Stopped webhook={trouble.webhook} />}
      {explanation && trouble.latest && (
        <p>
          {explanation.what}{" "}
          <span class="quiet">
            Last attempt <Moment at={trouble.latest.started_at} />.
          </span>
        </p>
      )}
      {explanation?.todo && <p class="todo">{explanation.todo}</p>}
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
      . What came after it waits, and is sent when you enable it; what failed is not: redeliver it.
    </p>
  );
}
