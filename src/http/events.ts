import { Type } from "@sinclair/typebox";
import type { Context } from "../actions/context.ts";
import type { EventInput as EventToIngest } from "../actions/event-input.ts";
import { checkTypeFilter } from "../actions/event-patterns.ts";
import { type IngestRequest, ingestEvents } from "../actions/ingest-events.ts";
import { notFound, Refusal } from "../core/errors.ts";
import { type JsonField, jsonElements } from "../core/json-fields.ts";
import { fieldsOf } from "./body.ts";
import { accountToActFor, accountToList, visibleTo } from "./callers-account.ts";
import { listReply, pageRequest } from "./cursor.ts";
import { jsonText, type Reply } from "./reply.ts";
import { type AnyRoute, type Call, defineRoute } from "./route.ts";
import {
  AcceptedEvent,
  BatchInput,
  EventDetailView,
  EventInput,
  EventView,
  eventDetailText,
  eventView,
} from "./schemas/event.ts";
import { accountId, closed, listOf, page, since, until } from "./schemas/parts.ts";
import { timeRange } from "./time-range.ts";

const tag = "Events";
const idempotencyKey = {
  "Idempotency-Key": Type.String({
    description:
      "1 to 255 characters. Seen again within 24 hours with the same body, the first answer comes again and nothing is sent.",
    minLength: 1,
    maxLength: 255,
  }),
};
const replayed = { "Idempotent-Replayed": "`true` when this is the answer to an earlier request." };

/** Posting events, and looking them up. */
export function eventRoutes(context: Context): AnyRoute[] {
  return [...intake(context), ...lookup(context)];
}

function intake(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: "POST",
      path: "/v2/events",
      operationId: "createEvent",
      tag,
      summary: "Post an event",
      description: "Answered when the event and all its deliveries are on disk.",
      access: "account",
      body: EventInput,
      largeField: "data",
      bodyExample: { type: "task.created", data: { id: "task_abc123", title: "Deploy to production" } },
      requestHeaders: idempotencyKey,
      answers: { 202: { description: "The event is accepted.", schema: AcceptedEvent, headers: replayed } },
      problems: ["unknown_event_type", "idempotency_mismatch", "storage_full", "unavailable"],
      handle(call) {
        const event = eventOf(call.text, call.fields, call.body);
        return ingest(context, call, "one", [call.large ? { ...event, data: call.large.value } : event]);
      },
    }),
    defineRoute({
      method: "POST",
      path: "/v2/events/batch",
      operationId: "createEvents",
      tag,
      summary: "Post up to 1,000 events",
      description: "All are accepted, or none.",
      access: "account",
      body: BatchInput,
      bodyExample: { events: [{ type: "task.created", data: { id: "task_abc123" } }] },
      requestHeaders: idempotencyKey,
      answers: {
        202: {
          description: "The events are accepted.",
          schema: Type.Object({ data: Type.Array(AcceptedEvent) }),
          headers: replayed,
        },
      },
      problems: ["unknown_event_type", "idempotency_mismatch", "storage_full", "unavailable"],
      handle: (call) => ingest(context, call, "many", eventsOf(call.text, call.fields, call.body.events)),
    }),
  ];
}

function lookup(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: "GET",
      path: "/v2/events",
      operationId: "listEvents",
      tag,
      summary: "List events",
      access: "account",
      query: Type.Object(
        {
          ...page,
          type: Type.Optional(Type.String({ description: "Only those of this type.", minLength: 1, maxLength: 255 })),
          since,
          until,
          account_id: accountId,
        },
        closed,
      ),
      answers: { 200: { description: "A page of events.", schema: listOf(EventView, "Events.") } },
      problems: ["invalid_cursor", "unknown_event_type"],
      async handle({ caller, query }) {
        const account = await accountToList(context, caller, query.account_id);
        await checkTypeFilter(context, "type", query.type);
        const filter = { type: query.type, ...timeRange(query) };
        const found = await context.store.events.list(account, filter, pageRequest("events", query));
        return listReply("events", found, eventView);
      },
    }),
    defineRoute({
      method: "GET",
      path: "/v2/events/:id",
      operationId: "getEvent",
      tag,
      summary: "Get an event with its content",
      access: "account",
      answers: { 200: { description: "The event.", schema: EventDetailView } },
      async handle({ caller, params }) {
        const event = await context.store.events.find(visibleTo(caller), params.id ?? "");
        if (!event) throw notFound("event");
        return jsonText(200, eventDetailText(event));
      },
    }),
  ];
}

async function ingest(
  context: Context,
  { caller, body, request, text, large }: Call<{ account_id?: string }, unknown>,
  shape: IngestRequest["shape"],
  events: readonly EventToIngest[],
): Promise<Reply> {
  const account = await accountToActFor(context, caller, body.account_id);
  const key = request.headers.get("idempotency-key");
  const idempotency = key === null ? undefined : { key: checkedKey(key), body: large?.body ?? Buffer.from(text) };
  const { answer, replayed } = await ingestEvents(context, account, { events, shape, idempotency });
  return jsonText(202, answer, replayed ? { "idempotent-replayed": "true" } : undefined);
}

function checkedKey(key: string): string {
  if (key.length >= 1 && key.length <= 255) return key;
  const fault = { path: "Idempotency-Key", message: "This header must have 1 to 255 characters." };
  throw new Refusal("validation_failed", "The Idempotency-Key cannot be taken: make it 1 to 255 characters long.", [
    fault,
  ]);
}

interface PostedEvent {
  readonly type: string;
  readonly timestamp?: string;
}

/** `data` and `metadata` are cut out of the text as they stand. */
function eventOf(text: string, fields: readonly JsonField[], { type, timestamp }: PostedEvent): EventToIngest {
  let data = "null";
  let metadata: string | undefined;
  for (const { key, start, end } of fields) {
    if (key === "data") data = text.slice(start, end);
    else if (key === "metadata") metadata = text.slice(start, end);
  }
  return { type, data, timestamp, metadata };
}

function eventsOf(text: string, fields: readonly JsonField[], events: readonly PostedEvent[]): EventToIngest[] {
  const list = fields.find(({ key }) => key === "events");
  const elements = list ? jsonElements(text.slice(list.start, list.end)) : [];
  return events.map((event, index) => {
    const span = elements[index];
    const own = list && span ? text.slice(list.start + span.start, list.start + span.end) : "{}";
    return eventOf(own, fieldsOf(own, event, `/events/${index}`), event);
  });
}
