import type { TimeRange, WebhookRecord } from "../store/store.ts";
import { inBatches } from "./batches.ts";
import type { Context } from "./context.ts";

/** Cancels the pending and held deliveries of a time; how many. An attempt in flight is recorded, and is the last. */
export async function discardDeliveries(context: Context, record: WebhookRecord, range: TimeRange): Promise<number> {
  const { row } = record.webhook;
  const now = context.now();
  const { deliveries } = context.store;
  return context.dispatch.whileInTable(row, async () => {
    const horizon = await deliveries.horizon();
    return inBatches((limit) => deliveries.discard(row, range, horizon, now, limit));
  });
}
