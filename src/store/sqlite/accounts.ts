import type { Database } from "bun:sqlite";
import type { ManagedBy } from "../../core/webhook.ts";
import type { Account, AccountStore } from "../accounts.ts";
import type { GroupCommit } from "./group-commit.ts";
import { LAST_ROW, pageOf } from "./page.ts";
import type { WebhookRemoval } from "./webhook-removal.ts";

interface AccountRow {
  readonly id: number;
  readonly uid: string;
  readonly name: string | null;
  readonly managed_by: ManagedBy;
  readonly created_at: number;
}

export interface AccountDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly removal: WebhookRemoval;
  /** The account's keys are gone. */
  forgetKeys(): void;
}

/** Accounts asked for lately are answered from memory: every request asks for one. */
const KEPT = 1_000;

export function createAccounts({ db, commit, removal, forgetKeys }: AccountDeps): AccountStore {
  const sql = prepareStatements(db);
  const known = new Map<string, Account>();

  function change(statement: () => number): Promise<boolean> {
    return commit.write(() => {
      const changed = statement() > 0;
      commit.afterCommit(() => known.clear());
      return changed;
    });
  }

  function find(id: string): Account | undefined {
    const kept = known.get(id);
    if (kept) return kept;
    const row = sql.find.get(id);
    if (!row) return undefined;
    if (known.size >= KEPT) known.clear();
    const account = toAccount(row);
    known.set(id, account);
    return account;
  }

  /** Within a write. */
  function insert(account: Omit<Account, "row">): Account | undefined {
    const { id, name, managedBy, createdAt } = account;
    const { changes, lastInsertRowid } = sql.insert.run(id, name, managedBy, createdAt);
    return changes > 0 ? { ...account, row: Number(lastInsertRowid) } : undefined;
  }

  return {
    create: (account) => commit.write(() => insert(account)),
    createWithin: (limit, account) =>
      commit.write(() => ((sql.count.get()?.number ?? 0) >= limit ? "limit" : (insert(account) ?? "taken"))),
    find: async (id) => find(id),
    list: async (page) => pageOf(sql.list.all(page.before ?? LAST_ROW, page.limit + 1), page, toAccount),
    rename: (row, name) => change(() => sql.rename.run(name, row).changes),
    setManagedBy: (row, managedBy) => change(() => sql.setManagedBy.run(managedBy, row).changes),
    remove: (row, at) =>
      change(() => {
        const { changes } = sql.remove.run(at, row);
        if (changes === 0) return 0;
        sql.removeKeys.run(row);
        removal.removeAllOf(row, at);
        commit.afterCommit(forgetKeys);
        return changes;
      }),
  };
}

function toAccount({ id, uid, name, managed_by, created_at }: AccountRow): Account {
  return { row: id, id: uid, name, managedBy: managed_by, createdAt: created_at };
}

function prepareStatements(db: Database) {
  return {
    insert: db.prepare(
      "insert into accounts (uid, name, managed_by, created_at) values (?, ?, ?, ?) on conflict do nothing",
    ),
    find: db.prepare<AccountRow, [string]>("select * from accounts where uid = ? and deleted_at is null"),
    count: db.prepare<{ number: number }, []>("select count(*) as number from accounts where deleted_at is null"),
    list: db.prepare<AccountRow, [number, number]>(
      "select * from accounts where id < ? and deleted_at is null order by id desc limit ?",
    ),
    rename: db.prepare("update accounts set name = ? where id = ? and deleted_at is null"),
    setManagedBy: db.prepare("update accounts set managed_by = ? where id = ? and deleted_at is null"),
    remove: db.prepare("update accounts set deleted_at = ? where id = ? and deleted_at is null"),
    removeKeys: db.prepare("delete from api_keys where account = ?"),
  };
}
