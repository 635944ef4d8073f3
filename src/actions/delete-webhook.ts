import { notFound } from "../core/errors.ts";
import type { WebhookRecord } from "../store/webhooks.ts";
import type { Context } from "./context.ts";
import { managedByConfig } from "./update-webhook.ts";

/** Deletes a webhook and cancels its deliveries. @throws Refusal `managed_by_config`, `not_found` */
export async function deleteWebhook(context: Context, { webhook }: WebhookRecord): Promise<void> {
  if (webhook.managedBy === "config") throw managedByConfig();
  if (!(await context.store.webhooks.remove(webhook.row, context.now()))) throw notFound("webhook");
  await context.dispatch.stop(webhook.row);
}
