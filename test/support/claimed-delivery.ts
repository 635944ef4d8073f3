import type { ClaimedDelivery } from "../../src/core/delivery.ts";

/** A first attempt's delivery with a body of two bytes, where a test does not say otherwise. */
export function claimedDelivery(own: Partial<ClaimedDelivery> = {}): ClaimedDelivery {
  return {
    row: 1,
    id: "del_1",
    event: 1,
    eventType: "task.created",
    webhook: 1,
    trigger: "event",
    test: false,
    attempts: 0,
    scheduleBase: 0,
    dueAt: 0,
    heldSince: null,
    lease: { token: 1, until: 1, untilMonotonic: 1 },
    bodyBytes: 2,
    body: "{}",
    ...own,
  };
}
