import type { Claim } from "../core/delivery.ts";
import type { Idempotency, IngestResult, NewEvent } from "../store/events.ts";
import { mayBeStored } from "../store/faults.ts";
import type { Context } from "./context.ts";

/**
 * Stores events with their deliveries, claimed ones among them. Where it is refused and may be there all the same, what it claimed
 * is let go: the deliveries come by the table, once the storage works again.
 */
export async function storeEvents(
  { store, dispatch }: Pick<Context, "store" | "dispatch">,
  events: readonly NewEvent[],
  remember?: Idempotency,
): Promise<IngestResult> {
  try {
    return await store.events.ingest(events, remember);
  } catch (fault) {
    if (mayBeStored(fault)) dispatch.release(claimsOf(events));
    throw fault;
  }
}

function claimsOf(events: readonly NewEvent[]): Claim[] {
  const deliveries = events.flatMap((event) => event.deliveries);
  return deliveries.flatMap(({ id, webhook, lease }) => (lease ? [{ row: id.serial, webhook, lease }] : []));
}
