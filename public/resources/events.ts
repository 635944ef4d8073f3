import type { Delivery } from "./deliveries.ts";

/* Events and their types as the API answers them, as far as the page reads them. Times are RFC 3339 in UTC. */

export interface EventType {
  readonly type: string;
  readonly description: string;
  readonly example: unknown;
}

/** What came of an event for one webhook. */
export type DeliveryOfEvent = Pick<Delivery, "id" | "webhook_id" | "status">;

export interface AcceptedEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly deliveries: readonly DeliveryOfEvent[];
}
export interface Event extends AcceptedEvent {
  readonly account_id: string;
  readonly created_at: string;
}
