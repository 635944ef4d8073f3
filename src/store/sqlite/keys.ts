import type { Database } from "bun:sqlite";
import type { ManagedBy } from "../../core/webhook.ts";
import type { ApiKey, KeyStore } from "../keys.ts";
import type { GroupCommit } from "./group-commit.ts";
import { LAST_ROW, pageOf } from "./page.ts";

interface KeyRow {
  readonly id: number;
  readonly uid: string;
  readonly account: number | null;
  readonly account_uid: string | null;
  readonly name: string | null;
  readonly last4: string;
  readonly managed_by: ManagedBy;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
}

/** Keys seen lately are answered from memory: every request shows one. */
const KEPT = 1_000;

export interface Keys extends KeyStore {
  /** Keys were removed by others. */
  forget(): void;
}

export function createKeys(db: Database, commit: GroupCommit): Keys {
  const sql = prepareStatements(db);
  const known = new Map<string, ApiKey>();
  const forget = () => known.clear();

  /** Within a write. */
  function insert(key: Omit<ApiKey, "accountId">, hash: Uint8Array): ApiKey | undefined {
    const { id, account, name, last4, managedBy, createdAt, expiresAt, lastUsedAt } = key;
    sql.insert.run(id, account, name, hash, last4, managedBy, createdAt, expiresAt, lastUsedAt);
    const row = sql.byHash.get(hash);
    return row?.uid === id ? toKey(row) : undefined;
  }

  return {
    forget,
    create: (key, hash) => commit.write(() => insert(key, hash)),
    createWithin: (limit, key, hash) =>
      commit.write(() => ((sql.count.get(key.account)?.number ?? 0) >= limit ? "limit" : insert(key, hash))),
    async findByHash(hash) {
      const name = Buffer.from(hash).toString("latin1");
      const kept = known.get(name);
      if (kept) return kept;
      const row = sql.byHash.get(hash);
      if (!row) return undefined;
      if (known.size >= KEPT) forget();
      const key = toKey(row);
      known.set(name, key);
      return key;
    },
    async find(account, id) {
      const row = sql.byId.get(id, account);
      return row ? toKey(row) : undefined;
    },
    list: async (account, page) => pageOf(sql.list.all(account, page.before ?? LAST_ROW, page.limit + 1), page, toKey),
    listManagedByConfig: async () => sql.ofConfig.all().map(toKey),
    remove: (account, id) =>
      commit.write(() => {
        commit.afterCommit(forget);
        return sql.remove.run(id, account).changes > 0;
      }),
    touch: (id, at) =>
      commit.write(() => {
        commit.afterCommit(forget);
        sql.touch.run(at, id);
      }),
    any: async () => sql.any.get() !== null,
  };
}

function toKey(row: KeyRow): ApiKey {
  return {
    id: row.uid,
    account: row.account,
    accountId: row.account_uid,
    name: row.name,
    last4: row.last4,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    managedBy: row.managed_by,
  };
}

function prepareStatements(db: Database) {
  const select = "select k.*, a.uid as account_uid from api_keys k left join accounts a on a.id = k.account";
  return {
    insert: db.prepare(
      `insert into api_keys (uid, account, name, hash, last4, managed_by, created_at, expires_at, last_used_at)
       select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
        where ?2 is null or exists (select 1 from accounts where id = ?2 and deleted_at is null)
           on conflict (hash) do nothing`,
    ),
    byHash: db.prepare<KeyRow, [Uint8Array]>(`${select} where k.hash = ?`),
    byId: db.prepare<KeyRow, [string, number | null]>(`${select} where k.uid = ? and k.account is ?`),
    list: db.prepare<KeyRow, [number | null, number, number]>(
      `${select} where k.account is ? and k.id < ? order by k.id desc limit ?`,
    ),
    count: db.prepare<{ number: number }, [number | null]>(
      "select count(*) as number from api_keys where account is ?",
    ),
    ofConfig: db.prepare<KeyRow, []>(`${select} where k.managed_by = 'config'`),
    remove: db.prepare("delete from api_keys where uid = ? and account is ?"),
    touch: db.prepare("update api_keys set last_used_at = ? where uid = ?"),
    any: db.prepare("select 1 from api_keys limit 1"),
  };
}
