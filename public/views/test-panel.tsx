import { useState } from "preact/hooks";
import { useAction } from "../action.ts";
import { useDesk } from "../desk.ts";
import { explainAttempt } from "../explain.ts";
import { listensTo } from "../listens-to.ts";
import type { DeliveryDetail } from "../resources/deliveries.ts";
import type { EventType } from "../resources/events.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { formatRoute } from "../router.ts";
import { Exchange } from "./exchange.tsx";

interface Props {
  readonly webhook: Webhook;
  readonly types: readonly EventType[];
  readonly onSent?: () => void;
}

/** Sends a sample event of a chosen type, and says what came of it. */
export function TestPanel({ webhook, types, onSent }: Props) {
  const { api } = useDesk();
  const [chosen, setChosen] = useState<string>();
  const [result, setResult] = useState<DeliveryDetail>();
  const type = chosen ?? firstListenedTo(webhook, types);
  const { busy, fault, run } = useAction(async () => {
    setResult(undefined);
    if (type === undefined) return;
    setResult(await api.sendTest(webhook.id, type));
    onSent?.();
  });
  return (
    <section class="test" aria-labelledby="test-heading">
      <h2 id="test-heading">Send a test</h2>
      <form onSubmit={run}>
        <label>
          <span>Event type</span>
          <select value={type} onChange={(event) => setChosen(event.currentTarget.value)}>
            {types.map((known) => (
              <option key={known.type} value={known.type}>
                {known.type}
              </option>
            ))}
          </select>
        </label>
        {/* What a webhook that is stopped needs first is said above. */}
        <button
          type="submit"
          class={webhook.status === "active" ? "primary" : ""}
          aria-disabled={busy}
          disabled={type === undefined}
        >
          {busy ? "Sending…" : "Send test"}
        </button>
      </form>
      <div role="status">{result && <TestResult delivery={result} />}</div>
      {result?.attempts[0] && <Exchange request={result.request} attempt={result.attempts[0]} />}
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}

/** The first type that this webhook would get; any other when it gets none that is known. */
function firstListenedTo({ events }: Webhook, types: readonly EventType[]): string | undefined {
  return (types.find(({ type }) => listensTo(events, type)) ?? types[0])?.type;
}

function TestResult({ delivery }: { delivery: DeliveryDetail }) {
  const [attempt] = delivery.attempts;
  const { what, todo } = attempt ? explainAttempt(attempt) : { what: "The test was sent.", todo: "" };
  const link = formatRoute({ view: "webhook", webhook: delivery.webhook_id, delivery: delivery.id, filter: {} });
  return (
    <p class={`notice ${delivery.status === "delivered" ? "good" : "bad"}`}>
      {what} {attempt && `It took ${attempt.response_time_ms} ms. `}
      {todo} <a href={link}>Open its delivery</a>
    </p>
  );
}
