import { Type } from "@sinclair/typebox";
import type { Context } from "../actions/context.ts";
import { discardDeliveries } from "../actions/discard.ts";
import { checkTypeFilter } from "../actions/event-patterns.ts";
import { requireWebhook } from "../actions/find-webhook.ts";
import { recoverDeliveries } from "../actions/recover.ts";
import { redeliver } from "../actions/redeliver.ts";
import { DELIVERY_STATES } from "../core/delivery.ts";
import { notFound } from "../core/errors.ts";
import { visibleTo } from "./callers-account.ts";
import { listReply, pageRequest } from "./cursor.ts";
import { json } from "./reply.ts";
import { type AnyRoute, type Call, defineRoute } from "./route.ts";
import { DeliveryDetailView, DeliveryView, deliveryDetailView, deliveryView } from "./schemas/delivery.ts";
import { closed, listOf, oneOf, page, since, time, until } from "./schemas/parts.ts";
import { timeRange } from "./time-range.ts";

const tag = "Deliveries";

/** The delivery log, and sending again. */
export function deliveryRoutes(context: Context): AnyRoute[] {
  return [...log(context), ...again(context)];
}

function log(context: Context): AnyRoute[] {
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
          status: Type.Optional(oneOf(DELIVERY_STATES, { description: "Only those in this state." })),
          event_type: Type.Optional(
            Type.String({ description: "Only those of this type.", minLength: 1, maxLength: 255 }),
          ),
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

function again(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: "POST",
      path: "/v2/webhooks/:id/deliveries/:delivery_id/redeliver",
      operationId: "redeliver",
      tag,
      summary: "Send a delivery again",
      description:
        "An attempt now, then a fresh retry schedule. It keeps its id, goes on counting attempts, and does not count for the day.",
      access: "account",
      body: Type.Object({}, closed),
      bodyOptional: true,
      bodyExample: {},
      answers: { 202: { description: "It is due now.", schema: DeliveryView } },
      problems: ["webhook_stopped"],
      async handle(call) {
        const delivery = await redeliver(context, await webhookOf(context, call), call.params.delivery_id ?? "");
        return json(202, deliveryView(delivery));
      },
    }),
    defineRoute({
      method: "POST",
      path: "/v2/webhooks/:id/recover",
      operationId: "recoverDeliveries",
      tag,
      summary: "Send all failed deliveries of a time again",
      access: "account",
      body: Type.Object({ since: time("Created at this time or later."), until }, closed),
      bodyExample: { since: "2024-02-10T00:00:00Z" },
      answers: {
        202: {
          description: "They are due now.",
          schema: Type.Object({ recovered: Type.Integer({ description: "How many." }) }),
        },
      },
      problems: ["webhook_stopped"],
      async handle(call) {
        const recovered = await recoverDeliveries(context, await webhookOf(context, call), timeRange(call.body));
        return json(202, { recovered });
      },
    }),
    defineRoute({
      method: "POST",
      path: "/v2/webhooks/:id/discard",
      operationId: "discardDeliveries",
      tag,
      summary: "Drop the pending and held deliveries of a time",
      access: "account",
      body: Type.Object({ since, until }, closed),
      bodyOptional: true,
      bodyExample: {},
      answers: {
        202: {
          description: "They are canceled.",
          schema: Type.Object({ discarded: Type.Integer({ description: "How many." }) }),
        },
      },
      async handle(call) {
        const discarded = await discardDeliveries(context, await webhookOf(context, call), timeRange(call.body));
        return json(202, { discarded });
      },
    }),
  ];
}

function webhookOf(context: Context, { caller, params }: Pick<Call<unknown, unknown>, "caller" | "params">) {
  return requireWebhook(context, visibleTo(caller), params.id ?? "");
}
