import type { Database } from "bun:sqlite";
import type { Webhook } from "../../core/webhook.ts";
import { SELECT_WEBHOOK, type WebhookReader, type WebhookRow } from "./webhook-row.ts";

/** Webhooks from memory: every event and every attempt asks for them. What is in it is what is committed. */
export interface WebhookCache {
  get(row: number): Webhook | undefined;
  ofAccount(account: number): readonly Webhook[];
  /** The webhook, or what webhooks the account has, was changed. */
  forget(row: number, account: number): void;
}

/** As many webhooks, and as many accounts, are kept. */
const KEPT = 20_000;

export function createWebhookCache(db: Database, toWebhook: WebhookReader): WebhookCache {
  const byRow = db.prepare<WebhookRow, [number]>(`${SELECT_WEBHOOK} and w.id = ?`);
  const byAccount = db.prepare<WebhookRow, [number]>(`${SELECT_WEBHOOK} and w.account = ? order by w.id`);
  const webhooks = new Map<number, Webhook | undefined>();
  const accounts = new Map<number, readonly Webhook[]>();

  return {
    get(row) {
      if (webhooks.has(row)) return webhooks.get(row);
      const found = byRow.get(row);
      const webhook = found ? toWebhook(found) : undefined;
      // What a write reads may yet be undone.
      if (db.inTransaction) return webhook;
      if (webhooks.size >= KEPT) webhooks.clear();
      webhooks.set(row, webhook);
      return webhook;
    },
    ofAccount(account) {
      const known = accounts.get(account);
      if (known) return known;
      const found = byAccount.all(account).map(toWebhook);
      if (accounts.size >= KEPT) accounts.clear();
      accounts.set(account, found);
      return found;
    },
    forget(row, account) {
      webhooks.delete(row);
      accounts.delete(account);
    },
  };
}
