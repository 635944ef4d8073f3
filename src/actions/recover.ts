import type { RecoveryFilter } from "../store/deliveries.ts";
import type { WebhookRecord } from "../store/webhooks.ts";
import { countThrough, walkThrough } from "./batches.ts";
import type { Context } from "./context.ts";
import { requireRunning } from "./find-webhook.ts";

/** Sends the failed deliveries of a time again, expired ones among them; how many. @throws Refusal `webhook_stopped` */
export async function recoverDeliveries(
  context: Context,
  record: WebhookRecord,
  filter: RecoveryFilter,
): Promise<number> {
  requireRunning(record);
  const { row } = record.webhook;
  // Due by the time at which they are written: a clock that was set meanwhile would put them off.
  const recovered = await walkThrough(await context.store.deliveries.recover(row, filter), context.now);
  if (recovered > 0) context.dispatch.wake(row, context.now());
  return recovered;
}

/** How many `recoverDeliveries` would send again. @throws Refusal `webhook_stopped` */
export async function countRecoverable(
  context: Context,
  record: WebhookRecord,
  filter: RecoveryFilter,
): Promise<number> {
  requireRunning(record);
  return countThrough(await context.store.deliveries.wouldRecover(record.webhook.row, filter), context.now);
}
