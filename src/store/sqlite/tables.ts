import type { DeliveryState } from "../../core/delivery.ts";

/** Where deliveries are. */
export type Table = "queue" | "settled";

/** Where deliveries in a state are: what was discarded during an attempt leaves the queue with that. */
export function tablesOf(state: DeliveryState): readonly Table[] {
  if (state === "canceled") return ["queue", "settled"];
  return state === "pending" || state === "held" ? ["queue"] : ["settled"];
}
