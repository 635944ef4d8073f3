import type { CertificateTexts } from "../core/client-certificate.ts";
import { notFound, Refusal } from "../core/errors.ts";
import { newSecret } from "../core/signature.ts";
import type { Account } from "../store/accounts.ts";
import type { WebhookRecord } from "../store/webhooks.ts";
import { requireClientCertificate, requireTls } from "./client-certificate.ts";
import type { Context } from "./context.ts";
import { checkEventPatterns } from "./event-patterns.ts";

export interface WebhookInput {
  readonly url: string;
  readonly events: readonly string[];
  readonly secret?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly description?: string | null | undefined;
  readonly clientCertificate?: CertificateTexts | null | undefined;
}

/**
 * Registers an endpoint for an account. `secret` of the answer is there only when it was made here: it is shown once.
 *
 * @throws Refusal `url_not_allowed`, `validation_failed`, `unknown_event_type`, `webhook_limit_reached`
 */
export async function registerWebhook(
  context: Context,
  account: Account,
  input: WebhookInput,
): Promise<{ record: WebhookRecord; secret: string | undefined }> {
  const { store, limits } = context;
  const fault = context.urlFault(input.url);
  if (fault) throw fault;
  checkEventPatterns(context.eventTypes, input.events);

  const now = context.now();
  const clientCertificate = input.clientCertificate ? requireClientCertificate(input.clientCertificate, now) : null;
  if (clientCertificate) requireTls(input.url, "/client_certificate");

  const secret = input.secret ?? newSecret(context.random(32));
  const webhook = await store.webhooks.create(
    {
      id: context.ids.next("wh"),
      account: account.row,
      url: input.url,
      description: input.description ?? null,
      events: input.events,
      enabled: input.enabled ?? true,
      secret,
      clientCertificate,
      managedBy: "api",
      createdAt: now,
      updatedAt: now,
    },
    limits.webhooksPerAccount,
  );
  if (webhook === "limit") throw limitReached(limits.webhooksPerAccount);
  if (webhook === "gone") throw notFound("account");
  if (webhook === "taken") throw new Refusal("internal", "A new webhook id was taken already.");
  const counts = await store.webhooks.counts(webhook.row);
  return { record: { webhook, counts }, secret: input.secret === undefined ? secret : undefined };
}

function limitReached(limit: number): Refusal {
  return new Refusal(
    "webhook_limit_reached",
    `This account has ${limit} webhooks, which is the limit (limits.webhooksPerAccount). Delete one, or listen to more event types with one you have.`,
  );
}
