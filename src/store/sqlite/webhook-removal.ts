import type { Database } from "bun:sqlite";
import type { EpochMs } from "../../core/time.ts";
import type { Webhook } from "../../core/webhook.ts";
import type { Cancellation } from "./cancellation.ts";
import type { ClientCertificates } from "./client-certificates.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { WebhookCache } from "./webhook-cache.ts";

/** Marks webhooks as deleted and cancels what waits for them. */
export interface WebhookRemoval {
  /** Within a write. The first deliveries are canceled with it, the rest by `cancelWaiting`. */
  remove(webhook: Pick<Webhook, "row" | "account">, at: EpochMs): boolean;
  /** All webhooks of an account, whose deliveries are left to `cancelWaiting`. Within a write. */
  removeAllOf(account: number, at: EpochMs): void;
  /** Within a write. An attempt in flight keeps its lease. */
  readonly cancelWaiting: Cancellation["cancelWaiting"];
}

const CANCELED_AT_ONCE = 1_000;

export function createWebhookRemoval(
  db: Database,
  commit: GroupCommit,
  cache: WebhookCache,
  certificates: ClientCertificates,
  { cancelWaiting }: Cancellation,
): WebhookRemoval {
  // Nothing is signed for it any more, and nobody is to find its secrets.
  const markDeleted = db.prepare(`
    update webhooks set deleted_at = ?, secret = x'', previous_secret = null, previous_secret_expires_at = null
     where id = ? and deleted_at is null`);
  const ofAccount = db.prepare<{ id: number }, [number]>(
    "select id from webhooks where account = ? and deleted_at is null",
  );

  function mark(row: number, account: number, at: EpochMs): boolean {
    commit.afterCommit(() => cache.forget(row, account));
    certificates.remove(row);
    return markDeleted.run(at, row).changes > 0;
  }

  return {
    cancelWaiting,
    remove({ row, account }, at) {
      if (!mark(row, account, at)) return false;
      cancelWaiting(row, at, CANCELED_AT_ONCE);
      return true;
    },
    removeAllOf(account, at) {
      for (const { id } of ofAccount.all(account)) mark(id, account, at);
    },
  };
}
