import { Refusal } from "../core/errors.ts";
import type { EpochMs } from "../core/time.ts";
import { type Webhook, webhookStatus } from "../core/webhook.ts";
import type { WebhookChange, WebhookRecord } from "../store/webhooks.ts";
import { requireClientCertificate, requireTls } from "./client-certificate.ts";
import type { Context } from "./context.ts";
import { checkEventPatterns } from "./event-patterns.ts";
import { requireWebhook } from "./find-webhook.ts";
import type { WebhookInput } from "./register-webhook.ts";

/**
 * Changes a webhook; it holds from the next attempt, pending retries included. `enabled: true` also revives one that
 * failed, and what was held goes out; `enabled: false` holds what is pending.
 *
 * @throws Refusal `managed_by_config` for anything but `enabled` on a webhook of the configuration, and as on registration
 */
export async function updateWebhook(
  context: Context,
  record: WebhookRecord,
  input: Partial<WebhookInput>,
): Promise<WebhookRecord> {
  const { webhook } = record;
  if (webhook.managedBy === "config" && Object.keys(input).some((field) => field !== "enabled")) {
    throw managedByConfig();
  }
  const fault = input.url === undefined ? undefined : context.urlFault(input.url);
  if (fault) throw fault;
  if (input.events) checkEventPatterns(context.eventTypes, input.events);

  const change = changeOf(input, context.now());
  requireTlsAfter(webhook, change);
  if (Object.keys(change).length === 0) return record;
  const updated = await context.store.webhooks.update(webhook.row, change, context.now());
  if (updated) {
    if (webhookStatus(updated) !== "active") await context.dispatch.stop(webhook.row);
    else if (input.enabled === true) await context.dispatch.resume(webhook.row);
  }
  return requireWebhook(context, webhook.account, webhook.id);
}

function changeOf(input: Partial<WebhookInput>, now: EpochMs): WebhookChange {
  const { url, events, secret, enabled, description, clientCertificate } = input;
  return {
    ...(url !== undefined && { url }),
    ...(events !== undefined && { events }),
    ...(description !== undefined && { description }),
    ...(enabled !== undefined && { enabled }),
    ...(enabled === true && { failedAt: null, failureReason: null }),
    // A secret set this way takes over at once: only `rotate-secret` overlaps.
    ...(secret !== undefined && { secret, previousSecret: null, previousSecretExpiresAt: null }),
    ...(clientCertificate !== undefined && {
      clientCertificate: clientCertificate && requireClientCertificate(clientCertificate, now),
    }),
  };
}

/** Whether what it will be can be, whichever of the two is changed. */
function requireTlsAfter(before: Webhook, change: WebhookChange): void {
  const { url, clientCertificate } = { ...before, ...change };
  if (!clientCertificate) return;
  if (change.clientCertificate) requireTls(url, "/client_certificate");
  else if (change.url !== undefined) requireTls(url, "/url");
}

export function managedByConfig(): Refusal {
  return new Refusal(
    "managed_by_config",
    "The configuration file decides this webhook: change it there and restart. Only `enabled` can be changed here.",
  );
}
