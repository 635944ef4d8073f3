import { Type } from "@sinclair/typebox";
import type { Context } from "../actions/context.ts";
import { json } from "./reply.ts";
import { type AnyRoute, defineRoute } from "./route.ts";
import { listOf } from "./schemas/parts.ts";

const EventTypeView = Type.Object(
  {
    type: Type.String(),
    description: Type.String(),
    schema: Type.Record(Type.String(), Type.Unknown(), { description: "JSON Schema of `data`." }),
    example: Type.Unknown({ description: "Realistic `data`, which test events carry." }),
  },
  { $id: "EventType", description: "A kind of event." },
);

/** The types that events may have. */
export function eventTypeRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: "GET",
      path: "/v2/event-types",
      operationId: "listEventTypes",
      tag: "Events",
      summary: "List the event types",
      access: "account",
      answers: { 200: { description: "All known types.", schema: listOf(EventTypeView, "Event types.") } },
      handle: async () => json(200, { data: context.eventTypes.all, next_cursor: null }),
    }),
  ];
}
