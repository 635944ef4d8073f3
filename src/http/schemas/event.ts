import { Type } from "@sinclair/typebox";
import { DELIVERY_STATES } from "../../core/delivery.ts";
import { jsonFields } from "../../core/json-fields.ts";
import { formatTime } from "../../core/time.ts";
import type { EventRecord } from "../../store/events.ts";
import { accountId, closed, nullable, oneOf, time } from "./parts.ts";

const type = Type.String({
  description: "A known event type.",
  minLength: 1,
  maxLength: 255,
  examples: ["task.created"],
});

const inputFields = {
  type,
  data: Type.Unknown({ description: "Any JSON value. It reaches the endpoints byte for byte as it is posted." }),
  timestamp: Type.Optional(time("When it happened; the time of acceptance without it.")),
  metadata: Type.Optional(
    Type.Object(
      { triggered_by: Type.Optional(nullable(Type.String(), { description: "Who did it." })) },
      { description: "Own keys are passed on. `account_id` is filled in." },
    ),
  ),
};

export const EventInput = Type.Object({ ...inputFields, account_id: accountId }, closed);

export const BatchInput = Type.Object(
  {
    events: Type.Array(Type.Object(inputFields, closed), {
      description: "All are accepted, or none.",
      minItems: 1,
      maxItems: 1_000,
    }),
    account_id: accountId,
  },
  closed,
);

const deliveries = Type.Array(
  Type.Object({ id: Type.String(), webhook_id: Type.String(), status: oneOf(DELIVERY_STATES) }),
  { description: "One for each webhook that listens to the type." },
);

export const AcceptedEvent = Type.Object(
  {
    id: Type.String({ examples: ["evt_01h455vb4pex5vsknk084sn02q"] }),
    type,
    timestamp: time("When it happened."),
    deliveries,
  },
  { $id: "AcceptedEvent", description: "An event that is on disk with all its deliveries." },
);

const viewFields = {
  id: Type.String(),
  type,
  timestamp: time("When it happened."),
  account_id: Type.String(),
  created_at: time("When it was accepted."),
  deliveries,
};

export const EventView = Type.Object(viewFields, { $id: "Event", description: "An event with its deliveries." });

export const EventDetailView = Type.Object(
  {
    ...viewFields,
    data: Type.Unknown({ description: "As it was posted." }),
    metadata: Type.Record(Type.String(), Type.Unknown(), { description: "As it is sent." }),
  },
  { $id: "EventDetail", description: "An event with its content." },
);

export function eventView({ id, type, timestamp, accountId, createdAt, deliveries }: EventRecord) {
  return {
    id,
    type,
    timestamp,
    account_id: accountId,
    created_at: formatTime(createdAt),
    deliveries: deliveries.map(({ id, webhookId, state }) => ({ id, webhook_id: webhookId, status: state })),
  };
}

/** As JSON text: `data` and `metadata` are cut out of the body that is sent, and stay as they were written. */
export function eventDetailText(event: EventRecord & { readonly body: string }): string {
  const parts = jsonFields(event.body)
    .filter(({ key }) => key === "data" || key === "metadata")
    .map(({ key, start, end }) => `,"${key}":${event.body.slice(start, end)}`);
  return `${JSON.stringify(eventView(event)).slice(0, -1)}${parts.join("")}}`;
}
