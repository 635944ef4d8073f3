import { notFound, Refusal } from "../core/errors.ts";
import { webhookStatus } from "../core/webhook.ts";
import type { WebhookRecord } from "../store/webhooks.ts";
import type { Context } from "./context.ts";

/** The webhook of an account, or with `null` anybody's. @throws Refusal `not_found` */
export async function requireWebhook(
  context: Pick<Context, "store">,
  account: number | null,
  id: string,
): Promise<WebhookRecord> {
  const record = await context.store.webhooks.find(account, id);
  if (!record) throw notFound("webhook");
  return record;
}

/** @throws Refusal `webhook_stopped` while the webhook is disabled or failed */
export function requireRunning({ webhook }: WebhookRecord): void {
  const status = webhookStatus(webhook);
  if (status === "active") return;
  throw new Refusal(
    "webhook_stopped",
    `The webhook is ${status}, so nothing is sent to it. Enable it first: PATCH it with {"enabled": true}.`,
  );
}
