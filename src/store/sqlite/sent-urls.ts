import type { Database } from "bun:sqlite";
import type { GroupCommit } from "./group-commit.ts";

/** The URLs that requests were sent to. Each is its webhook's and is removed with it: those that it had earlier are kept as long. */
export interface SentUrls {
  /** The number of a webhook's URL, stored when it is new; `null` when the webhook is gone. Within a write only. */
  numberOf(webhook: number, url: string): number | null;
  urlOf(number: number): string;
}

/** Of so many webhooks the latest URL is kept in memory. */
const KEPT = 5_000;

export function createSentUrls(db: Database, commit: Pick<GroupCommit, "afterCommit">): SentUrls {
  const sql = prepareStatements(db);
  const latest = new Map<number, { readonly url: string; readonly number: number }>();

  function keep(webhook: number, url: string, number: number): void {
    if (latest.size >= KEPT) latest.clear();
    latest.set(webhook, { url, number });
  }

  return {
    numberOf(webhook, url) {
      const known = latest.get(webhook);
      if (known?.url === url) return known.number;
      const row = sql.find.get(webhook, url) ?? sql.insert.get(url, webhook);
      if (row === null) return null;
      // A number is remembered once it is committed: a write that is undone takes it back.
      commit.afterCommit(() => keep(webhook, url, row.id));
      return row.id;
    },
    urlOf(number) {
      const row = sql.byNumber.get(number);
      if (row === null) throw new Error(`urls has no row ${number}.`);
      return row.url;
    },
  };
}

function prepareStatements(db: Database) {
  return {
    find: db.prepare<{ id: number }, [webhook: number, url: string]>(
      "select id from urls where webhook = ? and url = ?",
    ),
    insert: db.prepare<{ id: number }, [url: string, webhook: number]>(
      "insert into urls (webhook, url) select id, ? from webhooks where id = ? returning id",
    ),
    byNumber: db.prepare<{ url: string }, [number: number]>("select url from urls where id = ?"),
  };
}
