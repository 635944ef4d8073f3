import { Type } from "@sinclair/typebox";
import type { Context } from "../actions/context.ts";
import { countDiscardable, discardDeliveries } from "../actions/discard.ts";
import { checkTypeFilter } from "../actions/event-patterns.ts";
import { countRecoverable, recoverDeliveries } from "../actions/recover.ts";
import { redeliver } from "../actions/redeliver.ts";
import { json } from "./reply.ts";
import { type AnyRoute, defineRoute } from "./route.ts";
import { DeliveryView, deliveryView } from "./schemas/delivery.ts";
import { eventTypeFilter, lastAttempt, lastAttemptFilter } from "./schemas/delivery-filter.ts";
import { closed, since, time, until } from "./schemas/parts.ts";
import { timeRange } from "./time-range.ts";
import { webhookOf } from "./webhook-of.ts";

const tag = "Deliveries";
const dryRun = Type.Optional(Type.Boolean({ description: "Only say how many it would be, and touch nothing." }));
const RecoveryInput = Type.Object(
  {
    since: time("Created at this time or later."),
    until,
    event_type: eventTypeFilter,
    ...lastAttempt,
    dry_run: dryRun,
  },
  closed,
);
const Recovered = Type.Object({ recovered: Type.Integer({ description: "How many." }) });
const Discarded = Type.Object({ discarded: Type.Integer({ description: "How many." }) });

/** Sending deliveries again, and dropping them. */
export function sendAgainRoutes(context: Context): AnyRoute[] {
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
      body: RecoveryInput,
      bodyExample: { since: "2024-02-10T00:00:00Z" },
      answers: {
        202: { description: "They are due now.", schema: Recovered },
        200: { description: "How many it would be, with `dry_run`.", schema: Recovered },
      },
      problems: ["webhook_stopped", "unknown_event_type"],
      async handle(call) {
        const { event_type: eventType, dry_run: isDryRun } = call.body;
        const webhook = await webhookOf(context, call);
        await checkTypeFilter(context, "/event_type", eventType);
        const filter = { eventType, ...timeRange(call.body), ...lastAttemptFilter(call.body) };
        if (isDryRun) return json(200, { recovered: await countRecoverable(context, webhook, filter) });
        return json(202, { recovered: await recoverDeliveries(context, webhook, filter) });
      },
    }),
    defineRoute({
      method: "POST",
      path: "/v2/webhooks/:id/discard",
      operationId: "discardDeliveries",
      tag,
      summary: "Drop the pending and held deliveries of a time",
      access: "account",
      body: Type.Object({ since, until, dry_run: dryRun }, closed),
      bodyOptional: true,
      bodyExample: {},
      answers: {
        202: { description: "They are canceled.", schema: Discarded },
        200: { description: "How many it would be, with `dry_run`.", schema: Discarded },
      },
      async handle(call) {
        const webhook = await webhookOf(context, call);
        const range = timeRange(call.body);
        if (call.body.dry_run) return json(200, { discarded: await countDiscardable(context, webhook, range) });
        return json(202, { discarded: await discardDeliveries(context, webhook, range) });
      },
    }),
  ];
}
