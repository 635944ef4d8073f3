import type { TimeRange, WebhookRecord } from "../store/store.ts";
import { inBatches } from "./batches.ts";
import type { Context } from "./context.ts";

/** Cancels the pending and held deliveries of a time; how many. An attempt in flight is recorded, and is the last. */
export async function discardDeliveries(context: Context, record: WebhookRecord, range: TimeRange): Promise<number> {
  const { row } = record.webhook;
  const now = context.now();
  // What comes while it is under way is not meant.
  const until = Math.min(range.until ?? Number.POSITIVE_INFINITY, now + 1);
  return context.dispatch.whileInTable(row, () =>
    inBatches((limit) => context.store.deliveries.discard(row, { ...range, until }, now, limit)),
  );
}
