import type { TimeRange, WebhookRecord } from "../store/store.ts";
import { walkThrough } from "./batches.ts";
import type { Context } from "./context.ts";
import { requireRunning } from "./find-webhook.ts";

/** Sends every failed delivery of a time again, expired ones among them; how many. @throws Refusal `webhook_stopped` */
export async function recoverDeliveries(context: Context, record: WebhookRecord, range: TimeRange): Promise<number> {
  requireRunning(record);
  const { row } = record.webhook;
  // Due by the time at which they are written: a clock that was set meanwhile would put them off.
  const recovered = await walkThrough(await context.store.deliveries.recover(row, range), context.now);
  if (recovered > 0) context.dispatch.wake(row, context.now());
  return recovered;
}
