import type { TimeRange } from "../store/time-range.ts";
import type { WebhookRecord } from "../store/webhooks.ts";
import { countThrough, walkThrough } from "./batches.ts";
import type { Context } from "./context.ts";

/** Cancels the pending and held deliveries of a time; how many. An attempt in flight is recorded, and is the last. */
export async function discardDeliveries(context: Context, record: WebhookRecord, range: TimeRange): Promise<number> {
  const { row } = record.webhook;
  const { deliveries } = context.store;
  return context.dispatch.whileInTable(row, async () => walkThrough(await deliveries.discard(row, range), context.now));
}

/** How many `discardDeliveries` would cancel. */
export async function countDiscardable(context: Context, record: WebhookRecord, range: TimeRange): Promise<number> {
  return countThrough(await context.store.deliveries.wouldDiscard(record.webhook.row, range), context.now);
}
