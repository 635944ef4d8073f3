import type { EpochMs } from "../core/time.ts";
import type { Webhook, WebhookCounts } from "../core/webhook.ts";
import type { Page, PageRequest } from "./page.ts";

export interface WebhookRecord {
  readonly webhook: Webhook;
  readonly counts: WebhookCounts;
}
export type NewWebhook = Omit<
  Webhook,
  | "row"
  | "accountId"
  | "previousSecret"
  | "previousSecretExpiresAt"
  | "clientCertificate"
  | "failedAt"
  | "failureReason"
> &
  Partial<Pick<Webhook, "clientCertificate">>;
export type WebhookChange = Partial<
  Pick<
    Webhook,
    | "url"
    | "description"
    | "events"
    | "enabled"
    | "secret"
    | "previousSecret"
    | "previousSecretExpiresAt"
    | "clientCertificate"
    | "failedAt"
    | "failureReason"
    | "managedBy"
  >
>;
export interface WebhookStore {
  /**
   * `"limit"` when the account has `limit` webhooks already, also under concurrent calls; `"taken"` when the id is; `"gone"`
   * when the account is.
   */
  create(webhook: NewWebhook, limit: number): Promise<Webhook | "limit" | "taken" | "gone">;
  /** The webhook by its row, deleted ones left out; cheap, from memory. */
  get(row: number): Promise<Webhook | undefined>;
  /** An account's webhook, or with `null` anybody's. */
  find(account: number | null, id: string): Promise<WebhookRecord | undefined>;
  list(account: number | null, page: PageRequest): Promise<Page<WebhookRecord>>;
  listManagedByConfig(): Promise<readonly Webhook[]>;
  /** All webhooks of an account that are not deleted; cheap, from memory. */
  ofAccount(account: number): Promise<readonly Webhook[]>;
  counts(row: number): Promise<WebhookCounts>;
  /** Changes the fields given and `updatedAt`; `undefined` when it is gone. */
  update(row: number, change: WebhookChange, at: EpochMs): Promise<Webhook | undefined>;
  /** Deletes it and cancels its deliveries; `false` when it is gone already. */
  remove(row: number, at: EpochMs): Promise<boolean>;
}
