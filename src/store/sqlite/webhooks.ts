import type { Database, SQLQueryBindings } from "bun:sqlite";
import type { WebhookChange, WebhookRecord, WebhookStore } from "../webhooks.ts";
import type { ClientCertificates } from "./client-certificates.ts";
import type { GroupCommit } from "./group-commit.ts";
import { LAST_ROW, pageOf } from "./page.ts";
import type { SecretBox } from "./secret-box.ts";
import type { WebhookCache } from "./webhook-cache.ts";
import type { WebhookRemoval } from "./webhook-removal.ts";
import { type CountsRow, SELECT_WEBHOOK, toCounts, type WebhookReader, type WebhookRow } from "./webhook-row.ts";

export interface WebhookDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly cache: WebhookCache;
  readonly removal: WebhookRemoval;
  readonly certificates: ClientCertificates;
  readonly secrets: SecretBox;
  readonly toWebhook: WebhookReader;
}

export function createWebhooks(deps: WebhookDeps): WebhookStore {
  const { db, commit, cache, removal, certificates, secrets, toWebhook } = deps;
  const sql = prepareStatements(db);

  function recordOf(row: WebhookRow): WebhookRecord {
    return { webhook: toWebhook(row), counts: toCounts(sql.counts.get(row.id)) };
  }

  return {
    create: (webhook, limit) =>
      commit.write(() => {
        if (sql.account.get(webhook.account) === null) return "gone";
        if ((sql.number.get(webhook.account)?.number ?? 0) >= limit) return "limit";
        const { changes, lastInsertRowid } = sql.insert.run(
          webhook.id,
          webhook.account,
          webhook.url,
          webhook.description,
          JSON.stringify(webhook.events),
          webhook.enabled ? 1 : 0,
          secrets.seal(webhook.secret, webhook.id),
          webhook.managedBy,
          webhook.createdAt,
          webhook.updatedAt,
        );
        if (changes === 0) return "taken";
        const row = Number(lastInsertRowid);
        sql.startCounting.run(row);
        if (webhook.clientCertificate) certificates.put({ row, uid: webhook.id }, webhook.clientCertificate);
        commit.afterCommit(() => cache.forget(row, webhook.account));
        return toWebhook(found(sql.byRow.get(row)));
      }),
    get: async (row) => cache.get(row),
    async find(account, id) {
      const row = sql.byId.get(id, account);
      return row ? recordOf(row) : undefined;
    },
    async list(account, page) {
      const { limit, before = LAST_ROW } = page;
      const found = account === null ? sql.list.all(before, limit + 1) : sql.listOf.all(account, before, limit + 1);
      return pageOf(found, page, recordOf);
    },
    listManagedByConfig: async () => sql.ofConfig.all().map(toWebhook),
    ofAccount: async (account) => cache.ofAccount(account),
    counts: async (row) => toCounts(sql.counts.get(row)),
    update: (row, { clientCertificate, ...change }, at) =>
      commit.write(() => {
        const before = sql.byRow.get(row);
        if (!before) return undefined;
        const [sets, values] = assignments(change, (text) => secrets.seal(text, before.uid));
        db.query(`update webhooks set ${sets.join()} where id = ?`).run(...values, at, row);
        if (clientCertificate !== undefined) certificates.put({ row, uid: before.uid }, clientCertificate);
        commit.afterCommit(() => cache.forget(row, before.account));
        return toWebhook(found(sql.byRow.get(row)));
      }),
    remove: (row, at) =>
      commit.write(() => {
        const found = sql.byRow.get(row);
        return found ? removal.remove({ row, account: found.account }, at) : false;
      }),
  };
}

/** What stands in the webhook's own row. */
type RowChange = Omit<WebhookChange, "clientCertificate">;

const COLUMNS: Readonly<Record<keyof RowChange, string>> = {
  url: "url",
  description: "description",
  events: "events",
  enabled: "enabled",
  secret: "secret",
  previousSecret: "previous_secret",
  previousSecretExpiresAt: "previous_secret_expires_at",
  failedAt: "failed_at",
  failureReason: "failure_reason",
  managedBy: "managed_by",
};

function assignments(
  change: RowChange,
  seal: (secret: string) => Uint8Array,
): [sets: string[], values: SQLQueryBindings[]] {
  const { events, secret, previousSecret, ...plain } = change;
  const stored: Partial<Record<keyof RowChange, SQLQueryBindings>> = {
    ...plain,
    ...(events && { events: JSON.stringify(events) }),
    ...(secret !== undefined && { secret: seal(secret) }),
    ...(previousSecret !== undefined && { previousSecret: previousSecret && seal(previousSecret) }),
  };
  const sets = Object.keys(stored).map((field) => `${COLUMNS[field as keyof RowChange]} = ?`);
  return [[...sets, "updated_at = ?"], Object.values(stored)];
}

/** Of a webhook that was written just now. */
function found(row: WebhookRow | null): WebhookRow {
  if (!row) throw new Error("A webhook that was just stored is not there.");
  return row;
}

function prepareStatements(db: Database) {
  return {
    insert: db.prepare(`
      insert into webhooks (uid, account, url, description, events, enabled, secret, managed_by, created_at, updated_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`),
    account: db.prepare("select 1 from accounts where id = ? and deleted_at is null"),
    startCounting: db.prepare("insert into webhook_counts (webhook) values (?)"),
    number: db.prepare<{ number: number }, [number]>(
      "select count(*) as number from webhooks where account = ? and deleted_at is null",
    ),
    counts: db.prepare<CountsRow, [number]>("select * from webhook_counts where webhook = ?"),
    byRow: db.prepare<WebhookRow, [number]>(`${SELECT_WEBHOOK} and w.id = ?`),
    // What is another account's is not read: it takes no longer than what there is not.
    byId: db.prepare<WebhookRow, [id: string, account: number | null]>(
      `${SELECT_WEBHOOK} and w.uid = ?1 and (?2 is null or w.account = ?2)`,
    ),
    list: db.prepare<WebhookRow, [number, number]>(`${SELECT_WEBHOOK} and w.id < ? order by w.id desc limit ?`),
    listOf: db.prepare<WebhookRow, [number, number, number]>(
      `${SELECT_WEBHOOK} and w.account = ? and w.id < ? order by w.id desc limit ?`,
    ),
    ofConfig: db.prepare<WebhookRow, []>(`${SELECT_WEBHOOK} and w.managed_by = 'config'`),
  };
}
