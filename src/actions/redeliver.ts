import type { Delivery } from "../core/delivery.ts";
import { notFound } from "../core/errors.ts";
import type { WebhookRecord } from "../store/webhooks.ts";
import type { Context } from "./context.ts";
import { requireRunning } from "./find-webhook.ts";

/** Sends a delivery again, whatever became of it: an attempt now, then a fresh schedule. @throws Refusal `webhook_stopped`, `not_found` */
export async function redeliver(context: Context, record: WebhookRecord, deliveryId: string): Promise<Delivery> {
  const { store, dispatch } = context;
  const { row } = record.webhook;
  if (!(await store.deliveries.find(row, deliveryId))) throw notFound("delivery");
  requireRunning(record);
  // Due by the time at which it is written: a clock that was set meanwhile would put it off.
  const delivery = await dispatch.whileInTable(row, () => store.deliveries.redeliver(row, deliveryId, context.now()));
  if (!delivery) throw notFound("delivery");
  dispatch.wake(row, context.now());
  return delivery;
}
