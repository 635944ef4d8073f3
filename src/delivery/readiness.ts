import type { Body } from "../core/body.ts";
import { type ClaimedDelivery, countsForDay, heldBecause } from "../core/delivery.ts";
import type { Clock, Millis } from "../core/time.ts";
import { type Webhook, webhookStatus } from "../core/webhook.ts";
import type { Store } from "../store/store.ts";
import { countOneMore, countToday, type Lane } from "./lane.ts";

/** A delivery that has its slot: its webhook as it is now, and the body. */
export interface ReadyDelivery {
  readonly delivery: ClaimedDelivery;
  readonly webhook: Webhook;
  /** Let go of when it was sent: nobody else uses it. */
  readonly body: Body;
}

/** Whether a delivery that got its slot may be attempted now. */
export type Readiness =
  | { readonly kind: "ready"; readonly ready: ReadyDelivery }
  /** Its webhook is gone, or its lease would not last: back to the table. */
  | { readonly kind: "release" }
  | { readonly kind: "hold"; readonly reason: "stopped" | "daily_limit" };

export interface ReadinessDeps {
  readonly store: Pick<Store, "webhooks" | "events">;
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly deliveriesPerDay: number;
  /** What must be left of the lease for the attempt and its record. */
  readonly leaseMargin: Millis;
}

/** Looks at the webhook as it is now, counts the delivery for its day, and gets the body where memory does not hold it. */
export async function readiness(deps: ReadinessDeps, lane: Lane, delivery: ClaimedDelivery): Promise<Readiness> {
  const webhook = await deps.store.webhooks.get(delivery.webhook);
  const leaseLeft = delivery.lease.untilMonotonic - deps.clock.monotonic();
  if (!webhook || leaseLeft < deps.leaseMargin) return { kind: "release" };
  if (heldBecause(webhookStatus(webhook)) !== null) return { kind: "hold", reason: "stopped" };
  if (countsForDay(delivery)) {
    const now = deps.clock.now();
    if ((countToday(lane, now) ?? 0) >= deps.deliveriesPerDay) return { kind: "hold", reason: "daily_limit" };
    countOneMore(lane, now);
  }
  const body = delivery.body ?? (await bodyOf(deps.store, delivery));
  return { kind: "ready", ready: { delivery, webhook, body } };
}

export async function bodyOf(store: Pick<Store, "events">, delivery: ClaimedDelivery): Promise<Body> {
  const body = delivery.body ?? (await store.events.body(delivery.event));
  if (body === undefined) throw new Error(`The body of delivery ${delivery.id} is gone.`);
  return body;
}
