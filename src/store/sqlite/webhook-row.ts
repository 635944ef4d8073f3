import type { ManagedBy, Webhook, WebhookCounts, WebhookFailure } from "../../core/webhook.ts";
import {
  CLIENT_CERTIFICATE_COLUMNS,
  type ClientCertificateColumns,
  toClientCertificate,
} from "./client-certificates.ts";
import type { SecretBox } from "./secret-box.ts";

export interface WebhookRow extends ClientCertificateColumns {
  readonly id: number;
  readonly uid: string;
  readonly account: number;
  readonly account_uid: string;
  readonly url: string;
  readonly description: string | null;
  readonly events: string;
  readonly enabled: 0 | 1;
  readonly secret: Uint8Array;
  readonly previous_secret: Uint8Array | null;
  readonly previous_secret_expires_at: number | null;
  readonly failed_at: number | null;
  readonly failure_reason: WebhookFailure | null;
  readonly managed_by: ManagedBy;
  readonly created_at: number;
  readonly updated_at: number;
}
export interface CountsRow {
  readonly pending: number;
  readonly held: number;
  readonly delivered: number;
  readonly failed: number;
  readonly day: number;
  readonly day_count: number;
  readonly last_triggered_at: number | null;
}

/** What a `WebhookReader` reads, for webhooks that are not deleted. */
export const SELECT_WEBHOOK = `
  select w.*, a.uid as account_uid, ${CLIENT_CERTIFICATE_COLUMNS}
    from webhooks w join accounts a on a.id = w.account left join client_certificates c on c.webhook = w.id
   where w.deleted_at is null`;

export type WebhookReader = (row: WebhookRow) => Webhook;

export function createWebhookReader(secrets: Pick<SecretBox, "open">): WebhookReader {
  return (row) => ({
    row: row.id,
    id: row.uid,
    account: row.account,
    accountId: row.account_uid,
    url: row.url,
    description: row.description,
    events: JSON.parse(row.events) as string[],
    enabled: row.enabled === 1,
    secret: secrets.open(row.secret, row.uid),
    previousSecret: row.previous_secret && secrets.open(row.previous_secret, row.uid),
    previousSecretExpiresAt: row.previous_secret_expires_at,
    clientCertificate: toClientCertificate(row, row.uid, secrets),
    failedAt: row.failed_at,
    failureReason: row.failure_reason,
    managedBy: row.managed_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}

const NOTHING_COUNTED: WebhookCounts = {
  pending: 0,
  held: 0,
  delivered: 0,
  failed: 0,
  day: 0,
  dayCount: 0,
  lastTriggeredAt: null,
};

export function toCounts(row: CountsRow | null): WebhookCounts {
  if (!row) return NOTHING_COUNTED;
  const { pending, held, delivered, failed, day } = row;
  return { pending, held, delivered, failed, day, dayCount: row.day_count, lastTriggeredAt: row.last_triggered_at };
}
