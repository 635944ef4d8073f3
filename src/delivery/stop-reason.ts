import { type HeldReason, heldBecause } from "../core/delivery.ts";
import { webhookStatus } from "../core/webhook.ts";
import type { Store } from "../store/store.ts";
import type { Lane } from "./lane.ts";

/** Why the webhook is stopped; `null` when it is running, or gone with all its deliveries. */
export async function stopReason(store: Pick<Store, "webhooks">, lane: Lane): Promise<HeldReason | null> {
  const webhook = await store.webhooks.get(lane.webhook);
  return webhook ? heldBecause(webhookStatus(webhook)) : null;
}
