import { isSameCertificate } from "../core/client-certificate.ts";
import { Refusal } from "../core/errors.ts";
import type { Webhook } from "../core/webhook.ts";
import type { WebhookChange } from "../store/webhooks.ts";
import type { ConfiguredWebhook } from "./configured.ts";
import type { Context } from "./context.ts";

/** The webhooks of the configuration. Whether one is enabled is the API's to say, and lasts. */
export async function reconcileWebhooks(context: Context, webhooks: readonly ConfiguredWebhook[]): Promise<void> {
  const { store, now } = context;
  const wanted = new Map(webhooks.map((webhook) => [webhook.id, webhook]));
  for (const webhook of await store.webhooks.listManagedByConfig()) {
    if (wanted.get(webhook.id)?.account !== webhook.accountId) await store.webhooks.remove(webhook.row, now());
  }
  for (const webhook of webhooks) await reconcileWebhook(context, webhook);
}

async function reconcileWebhook(context: Context, wanted: ConfiguredWebhook): Promise<void> {
  const { store, now } = context;
  const known = await store.webhooks.find(null, wanted.id);
  if (!known) return createWebhook(context, wanted);
  const change = changeOf(known.webhook, wanted);
  if (Object.keys(change).length > 0) await store.webhooks.update(known.webhook.row, change, now());
}

async function createWebhook({ store, now }: Context, wanted: ConfiguredWebhook): Promise<void> {
  const account = await store.accounts.find(wanted.account);
  if (!account) throw new Refusal("internal", `The account of the webhook ${wanted.id} is not there.`);
  const { id, url, description, events, secret, clientCertificate } = wanted;
  const at = now();
  const times = { createdAt: at, updatedAt: at };
  // The configuration was checked for the limit itself, and goes before what the API made.
  const limit = Number.MAX_SAFE_INTEGER;
  await store.webhooks.create(
    {
      ...{ id, account: account.row, url, description, events, secret, clientCertificate },
      ...{ enabled: true, managedBy: "config", ...times },
    },
    limit,
  );
}

function changeOf(known: Webhook, wanted: ConfiguredWebhook): WebhookChange {
  const { url, description, events, secret, clientCertificate } = wanted;
  return {
    ...(known.url !== url && { url }),
    ...(known.description !== description && { description }),
    ...(known.events.join() !== events.join() && { events }),
    ...(known.secret !== secret && { secret, previousSecret: null, previousSecretExpiresAt: null }),
    ...(!isSameCertificate(known.clientCertificate, clientCertificate) && { clientCertificate }),
    ...(known.managedBy !== "config" && { managedBy: "config" as const }),
  };
}
