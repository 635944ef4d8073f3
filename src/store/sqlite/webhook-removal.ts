import type { Database } from "bun:sqlite";
import type { DeliveryState } from "../../core/delivery.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Webhook } from "../../core/webhook.ts";
import type { Counts } from "./counts.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Passages } from "./passages.ts";
import type { WebhookCache } from "./webhook-cache.ts";

/** Marks webhooks as deleted and cancels what waits for them. */
export interface WebhookRemoval {
  /** Within a write. The first deliveries are canceled with it, the rest by `cancelWaiting`. */
  remove(webhook: Pick<Webhook, "row" | "account">, at: EpochMs): boolean;
  /** All webhooks of an account, whose deliveries are left to `cancelWaiting`. Within a write. */
  removeAllOf(account: number, at: EpochMs): void;
  /** Cancels up to `limit` pending and held deliveries; how many. Within a write. An attempt in flight keeps its lease. */
  cancelWaiting(webhook: number, at: EpochMs, limit: number): number;
}

const CANCELED_AT_ONCE = 1_000;

export function createWebhookRemoval(
  db: Database,
  commit: GroupCommit,
  counts: Counts,
  cache: WebhookCache,
  passages: Passages,
): WebhookRemoval {
  const markDeleted = db.prepare("update webhooks set deleted_at = ? where id = ? and deleted_at is null");
  const ofAccount = db.prepare<{ id: number }, [number]>(
    "select id from webhooks where account = ? and deleted_at is null",
  );
  const waiting = db.prepare<{ id: number; test: number }, [number, DeliveryState, number]>(
    "select id, test from queue where webhook = ? and state = ? limit ?",
  );

  function cancelWaiting(webhook: number, at: EpochMs, limit: number): number {
    let canceled = 0;
    for (const state of ["pending", "held"] as const) {
      const rows = waiting.all(webhook, state, limit - canceled);
      for (const { id, test } of rows) {
        passages.cancel(id, at);
        counts.moved(webhook, state, "canceled", test);
      }
      canceled += rows.length;
    }
    return canceled;
  }

  function mark(row: number, account: number, at: EpochMs): boolean {
    commit.afterCommit(() => cache.forget(row, account));
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
