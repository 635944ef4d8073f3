import { Type } from "@sinclair/typebox";
import type { Context } from "../actions/context.ts";
import { checkTypeFilter } from "../actions/event-patterns.ts";
import { notFound } from "../core/errors.ts";
import { listReply, pageRequest } from "./cursor.ts";
import { json } from "./reply.ts";
import { type AnyRoute, defineRoute } from "./route.ts";
import { DeliveryDetailView, DeliveryView, deliveryDetailView, deliveryView } from "./schemas/delivery.ts";
import { eventTypeFilter, statusFilter } from "./schemas/delivery-filter.ts";
import { closed, listOf, page, since, until } from "./schemas/parts.ts";
import { timeRange } from "./time-range.ts";
import { webhookOf } from "./webhook-of.ts";

const tag = "Deliveries";

/** The delivery log of a webhook. */
export function deliveryRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: "GET",
      path: "/v2/webhooks/:id/deliveries",
      operationId: "listDeliveries",
      tag,
      summary: "List a webhook's deliveries",
      access: "account",
      query: Type.Object(
        {
          ...page,
          status: statusFilter,
          event_type: eventTypeFilter,
          since,
          until,
        },
        closed,
      ),
      answers: {
        200: { description: "A page of deliveries with their attempts.", schema: listOf(DeliveryView, "Deliveries.") },
      },
      problems: ["invalid_cursor", "unknown_event_type"],
      async handle(call) {
        const { webhook } = await webhookOf(context, call);
        const { status: state, event_type: eventType } = call.query;
        await checkTypeFilter(context, "event_type", eventType);
        const filter = { state, eventType, ...timeRange(call.query) };
        const list = `deliveries of ${webhook.id}` as const;
        const found = await context.store.deliveries.list(webhook.row, filter, pageRequest(list, call.query));
        return listReply(list, found, deliveryView);
      },
    }),
    defineRoute({
      method: "GET",
      path: "/v2/webhooks/:id/deliveries/:delivery_id",
      operationId: "getDelivery",
      tag,
      summary: "Get a delivery with its request and answers",
      access: "account",
      answers: { 200: { description: "The delivery.", schema: DeliveryDetailView } },
      async handle(call) {
        const { webhook } = await webhookOf(context, call);
        const detail = await context.store.deliveries.find(webhook.row, call.params.delivery_id ?? "");
        if (!detail) throw notFound("delivery");
        return json(200, deliveryDetailView(detail, webhook.url));
      },
    }),
  ];
}
