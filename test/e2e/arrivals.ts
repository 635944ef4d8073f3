import type { ReceivedRequest, Receiver } from "../support/receiver.ts";

export function deliveryIdOf({ headers }: ReceivedRequest): string {
  return headers["x-taskflow-delivery-id"] ?? "";
}

export function eventIdOf({ body }: ReceivedRequest): string {
  return (JSON.parse(body) as { id: string }).id;
}

/** The number that was posted as `data`. */
export function dataOf({ body }: ReceivedRequest): number {
  return (JSON.parse(body) as { data: number }).data;
}

/** Resolves when each of these events has arrived at least once. */
export async function allArrived(receiver: Receiver, eventIds: Iterable<string>): Promise<void> {
  const missing = new Set(eventIds);
  for (let seen = 0; missing.size > 0; seen++) {
    const request = (await receiver.received(seen + 1))[seen];
    if (request) missing.delete(eventIdOf(request));
  }
}
