import type { Database } from "bun:sqlite";
import type { EpochMs } from "../../core/time.ts";
import { NO_DELIVERY, type SettledRemoval, type SettledRow } from "./settled-removal.ts";
import type { WebhookRemoval } from "./webhook-removal.ts";

/** Removes what deleted webhooks and accounts left behind. Runs within a write. */
export interface Leftovers {
  /** Cancels or removes up to `limit` rows; how many. */
  sweep(at: EpochMs, limit: number): number;
}

export function createLeftovers(db: Database, removal: WebhookRemoval, settled: SettledRemoval): Leftovers {
  const sql = prepareStatements(db);

  /** A deleted webhook's log stays until retention takes it; its row goes after the last of it. */
  function sweepWebhook(webhook: number, account: number, at: EpochMs, limit: number): number {
    const canceled = removal.cancelWaiting(webhook, at, limit);
    if (canceled > 0 || sql.hasDelivery.get(webhook, webhook) !== null) return canceled;
    let removed = sql.removeActivity.run(account, webhook, limit).changes;
    if (removed < limit) removed += sql.removeUrls.run(webhook, limit - removed).changes;
    return removed < limit ? removed + sql.removeWebhook.run(webhook).changes : removed;
  }

  function removeDeliveries(account: number, limit: number): number {
    const rows = sql.settled.all(account, limit);
    settled.remove(rows);
    return rows.length;
  }

  /** A deleted account keeps nothing. What waited was canceled with its webhooks. */
  function sweepAccount(account: number, limit: number): number {
    let removed = removeDeliveries(account, limit);
    if (removed < limit) removed += sql.removeEvents.run(account, limit - removed).changes;
    if (removed < limit) removed += sql.removeKeys.run(account, limit - removed).changes;
    if (removed < limit) removed += sql.removeApiKeys.run(account).changes;
    if (removed > 0 || sql.hasWebhook.get(account) !== null || sql.hasEvent.get(account) !== null) return removed;
    removed = sql.removeActivityOfAccount.run(account, limit).changes;
    return removed < limit ? removed + sql.removeAccount.run(account).changes : removed;
  }

  return {
    sweep(at, limit) {
      let done = 0;
      for (const { id } of sql.accounts.all()) if (done < limit) done += sweepAccount(id, limit - done);
      for (const { id, account } of sql.webhooks.all()) {
        if (done < limit) done += sweepWebhook(id, account, at, limit - done);
      }
      return done;
    },
  };
}

function prepareStatements(db: Database) {
  /** Removes up to so many rows of their owner. */
  const removeSome = (table: string, key: string, owner: string) =>
    db.prepare<never, [owner: number, limit: number]>(
      `delete from ${table} where (${key}) in (select ${key} from ${table} where ${owner} = ? limit ?)`,
    );
  return {
    accounts: db.prepare<{ id: number }, []>("select id from accounts where deleted_at is not null"),
    webhooks: db.prepare<{ id: number; account: number }, []>(
      "select id, account from webhooks where deleted_at is not null",
    ),
    hasDelivery: db.prepare(`
      select 1 from queue where webhook = ? union all select 1 from settled where webhook = ? limit 1`),
    removeActivity: db.prepare<never, [account: number, webhook: number, limit: number]>(`
      delete from activity where (account, webhook, minute) in (
        select account, webhook, minute from activity where account = ? and webhook = ? limit ?)`),
    removeUrls: removeSome("urls", "id", "webhook"),
    removeWebhook: db.prepare("delete from webhooks where id = ?"),
    settled: db.prepare<SettledRow, [number, number]>(
      "select s.id, s.event, s.attempts from webhooks w join settled s on s.webhook = w.id where w.account = ? limit ?",
    ),
    removeEvents: db.prepare(`
      delete from events where id in (select e.id from events e where e.account = ? and ${NO_DELIVERY} limit ?)`),
    removeKeys: removeSome("idempotency_keys", "rowid", "account"),
    removeApiKeys: db.prepare("delete from api_keys where account = ?"),
    hasWebhook: db.prepare("select 1 from webhooks where account = ? limit 1"),
    hasEvent: db.prepare("select 1 from events where account = ? limit 1"),
    removeActivityOfAccount: removeSome("activity", "account, webhook, minute", "account"),
    removeAccount: db.prepare("delete from accounts where id = ?"),
  };
}
