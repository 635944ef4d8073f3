import { Type } from "@sinclair/typebox";
import type { Context } from "../actions/context.ts";
import { checkTypeFilter } from "../actions/event-patterns.ts";
import { requireWebhook } from "../actions/find-webhook.ts";
import { parseIdBeginning } from "../core/id-beginning.ts";
import { accountToList } from "./callers-account.ts";
import { listReply, pageRequest } from "./cursor.ts";
import { type AnyRoute, defineRoute } from "./route.ts";
import { DeliveryView, deliveryView } from "./schemas/delivery.ts";
import {
  eventFilter,
  eventTypeFilter,
  idFilter,
  lastAttempt,
  lastAttemptFilter,
  statusFilter,
  webhookFilter,
} from "./schemas/delivery-filter.ts";
import { accountId, closed, listOf, page, since, until } from "./schemas/parts.ts";
import { timeRange } from "./time-range.ts";

const query = Type.Object(
  {
    ...page,
    webhook_id: webhookFilter,
    status: statusFilter,
    event_type: eventTypeFilter,
    event_id: eventFilter,
    since,
    until,
    ...lastAttempt,
    id: idFilter,
    account_id: accountId,
  },
  closed,
);

/** The delivery log over webhooks. */
export function allDeliveryRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: "GET",
      path: "/v2/deliveries",
      operationId: "searchDeliveries",
      tag: "Deliveries",
      summary: "List the deliveries of all webhooks",
      description:
        "Each request looks at a bounded number of deliveries: a page may be shorter than `limit`, or empty, while there are more. Go on until `next_cursor` is null.",
      access: "account",
      query,
      answers: {
        200: { description: "A page of deliveries with their attempts.", schema: listOf(DeliveryView, "Deliveries.") },
      },
      problems: ["invalid_cursor", "not_found", "unknown_event_type"],
      async handle({ caller, query }) {
        const account = await accountToList(context, caller, query.account_id);
        const { webhook_id: id, status: state, event_type: eventType, event_id: eventId } = query;
        const webhook = id === undefined ? undefined : (await requireWebhook(context, account, id)).webhook.row;
        await checkTypeFilter(context, "event_type", eventType);
        const time = timeRange(query);
        const idBeginning = query.id === undefined ? undefined : parseIdBeginning(query.id);
        const filter = { webhook, state, eventType, eventId, id: idBeginning, ...time, ...lastAttemptFilter(query) };
        const found = await context.store.deliveries.search(account, filter, pageRequest("deliveries", query));
        return listReply("deliveries", found, deliveryView);
      },
    }),
  ];
}
