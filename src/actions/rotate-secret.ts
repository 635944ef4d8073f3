import { notFound } from "../core/errors.ts";
import { newSecret } from "../core/signature.ts";
import { type EpochMs, SECOND } from "../core/time.ts";
import type { WebhookRecord } from "../store/webhooks.ts";
import type { Context } from "./context.ts";
import { managedByConfig } from "./update-webhook.ts";

/**
 * Gives a webhook a new secret. `X-TaskFlow-Signature` is made with it at once; `webhook-signature` holds the new and the
 * one before until `previousSecretExpiresAt`. One previous secret is kept. `secret` is there only when it was made here.
 *
 * @throws Refusal `managed_by_config`, `not_found`
 */
export async function rotateSecret(
  context: Context,
  { webhook }: WebhookRecord,
  input: { readonly secret?: string | undefined; readonly overlapSeconds: number },
): Promise<{ secret: string | undefined; previousSecretExpiresAt: EpochMs }> {
  if (webhook.managedBy === "config") throw managedByConfig();
  const secret = input.secret ?? newSecret(context.random(32));
  const now = context.now();
  const previousSecretExpiresAt = now + input.overlapSeconds * SECOND;
  const change = { secret, previousSecret: webhook.secret, previousSecretExpiresAt };
  if (!(await context.store.webhooks.update(webhook.row, change, now))) throw notFound("webhook");
  return { secret: input.secret === undefined ? secret : undefined, previousSecretExpiresAt };
}
