import { endpointName } from "../endpoint-name.ts";
import { summarize } from "../explain.ts";
import { responseTime } from "../moments.ts";
import type { Delivery } from "../resources/deliveries.ts";
import type { Webhook } from "../resources/webhooks.ts";
import { Badge } from "./badge.tsx";
import { Columns } from "./columns.tsx";
import { Moment } from "./moment.tsx";

interface Props {
  readonly rows: readonly Delivery[];
  readonly linkTo: (delivery: Delivery) => string;
  /** Of several webhooks: which one each is of. */
  readonly webhooks?: ReadonlyMap<string, Webhook> | undefined;
}

export function DeliveryTable({ rows, linkTo, webhooks }: Props) {
  return (
    <table class="deliveries">
      <Columns names={["Event", "Status", "Last attempt", "Attempts", "Made"]} />
      <tbody>
        {rows.map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            link={linkTo(delivery)}
            webhook={webhooks && nameOf(delivery.webhook_id, webhooks)}
          />
        ))}
      </tbody>
    </table>
  );
}

function nameOf(id: string, webhooks: ReadonlyMap<string, Webhook>): string {
  const webhook = webhooks.get(id);
  return webhook ? endpointName(webhook.url) : id;
}

interface RowProps {
  readonly delivery: Delivery;
  readonly link: string;
  readonly webhook: string | undefined;
}

function DeliveryRow({ delivery, link, webhook }: RowProps) {
  const latest = delivery.attempts.at(-1);
  return (
    <tr class="row-link">
      <td class="lead">
        <a href={link}>{delivery.event_type}</a>
        {delivery.trigger !== "event" && <span class="tag">{delivery.trigger}</span>}
        {webhook && <span class="quiet under">{webhook}</span>}
      </td>
      <td data-label="Status">
        <Badge status={delivery.status} />
        {delivery.status === "pending" && latest && delivery.next_attempt_at && (
          <span class="quiet">
            {" "}
            again <Moment at={delivery.next_attempt_at} />
          </span>
        )}
      </td>
      <td data-label="Last attempt">
        {latest ? (
          <>
            <span class={latest.error === null ? "" : "fault"}>{summarize(latest)}</span> ·{" "}
            {responseTime(latest.response_time_ms)}
          </>
        ) : (
          <span class="quiet">none yet</span>
        )}
      </td>
      <td data-label="Attempts">{delivery.attempts.length}</td>
      <td data-label="Made">
        <Moment at={delivery.created_at} />
      </td>
    </tr>
  );
}
