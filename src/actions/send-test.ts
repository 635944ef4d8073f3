import { bodyBytes } from "../core/body.ts";
import { notFound } from "../core/errors.ts";
import { eventBody } from "../core/event.ts";
import { formatTime } from "../core/time.ts";
import type { DeliveryDetail } from "../store/deliveries.ts";
import type { WebhookRecord } from "../store/webhooks.ts";
import type { Context } from "./context.ts";
import { unknownEventType, unknownType } from "./event-patterns.ts";
import { storeEvents } from "./store-events.ts";

const DEFAULT_TYPE = "task.created";

/**
 * Sends a sample event of a type to a webhook, stopped or not, and answers with its one attempt. It is signed and logged
 * like any other, and counts nowhere.
 *
 * @throws Refusal `unknown_event_type`
 */
export async function sendTest(
  context: Context,
  { webhook }: WebhookRecord,
  eventType: string = DEFAULT_TYPE,
): Promise<DeliveryDetail> {
  const { store, dispatch, ids } = context;
  const known = context.eventTypes.find(eventType);
  if (!known) throw unknownEventType([unknownType(context.eventTypes, "/event_type", eventType)]);

  const now = context.now();
  const eventId = ids.mint("evt");
  const timestamp = formatTime(now);
  const metadata = JSON.stringify({ account_id: webhook.accountId, triggered_by: null });
  const body = eventBody({ id: eventId.text, type: eventType, timestamp, metadata }, JSON.stringify(known.example));
  const delivery = { id: ids.mint("del"), webhook: webhook.row, trigger: "test", heldReason: null } as const;
  const lease = dispatch.lease();
  await storeEvents(context, [
    {
      id: eventId,
      account: webhook.account,
      type: eventType,
      timestamp,
      createdAt: now,
      body,
      test: true,
      deliveries: [{ ...delivery, dueAt: now, lease }],
    },
  ]);
  await dispatch.attemptNow({
    row: delivery.id.serial,
    id: delivery.id.text,
    event: eventId.serial,
    eventType,
    webhook: webhook.row,
    trigger: "test",
    test: true,
    attempts: 0,
    scheduleBase: 0,
    dueAt: now,
    heldSince: null,
    lease,
    bodyBytes: bodyBytes(body),
    body: typeof body === "string" ? body : null,
  });
  const detail = await store.deliveries.find(webhook.row, delivery.id.text);
  if (!detail) throw notFound("webhook");
  return detail;
}
