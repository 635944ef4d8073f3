import { Database } from "bun:sqlite";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { StorageFull } from "../faults.ts";
import type { Store } from "../store.ts";
import { createAccounts } from "./accounts.ts";
import { createActivity } from "./activity.ts";
import { createCancellation } from "./cancellation.ts";
import { createClientCertificates } from "./client-certificates.ts";
import { createCounts } from "./counts.ts";
import { createDeliveries } from "./deliveries.ts";
import { openSecretBox } from "./encryption.ts";
import { createEvents } from "./events.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createIdLead } from "./id-lead.ts";
import { createKeys } from "./keys.ts";
import { lockFolder } from "./lock.ts";
import { createLogSync, type SyncFile } from "./log-sync.ts";
import { migrate, refuseOtherFiles, refuseOtherSchemas } from "./migrate.ts";
import { createNames } from "./names.ts";
import { DATABASE, refuseForeignFolder } from "./own-folder.ts";
import { createPassages } from "./passages.ts";
import { createQueue } from "./queue.ts";
import { createRoom } from "./room.ts";
import type { SecretBox } from "./secret-box.ts";
import { createSentUrls } from "./sent-urls.ts";
import { createSettledRemoval } from "./settled-removal.ts";
import { explainUnusable } from "./storage-unusable.ts";
import { createStoredClock } from "./stored-clock.ts";
import { createTransactions } from "./transaction.ts";
import { createUpkeep } from "./upkeep.ts";
import { createWebhookCache } from "./webhook-cache.ts";
import { createWebhookRemoval } from "./webhook-removal.ts";
import { createWebhookReader } from "./webhook-row.ts";
import { createWebhooks } from "./webhooks.ts";

export interface StoreOptions {
  readonly folder: string;
  /** Of the database file, its log left out. */
  readonly maxBytes?: number | undefined;
  /** How commits get to the disk, for tests; `fdatasync` when left out. */
  readonly syncFile?: SyncFile | undefined;
  /** That secrets are encrypted with, 32 bytes; when left out it is in the folder. */
  readonly encryptionKey?: Uint8Array | undefined;
}

/**
 * Opens the data folder, made when it is not there, and frees what the process before had claimed.
 *
 * @throws FolderInUse, NewerSchema, StorageUnusable, WrongEncryptionKey
 */
export async function openStore({ folder, ...options }: StoreOptions): Promise<Store> {
  const file = join(folder, DATABASE);
  let unlock: (() => void) | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    refuseForeignFolder(folder);
    unlock = lockFolder(folder);
    const db = openDatabase(file);
    const secrets = openSecretBox(db, folder, options.encryptionKey);
    const store = createStore({ db, file, unlock, secrets, ...options });
    await store.queue.freeLeases(null);
    return store;
  } catch (fault) {
    unlock?.();
    throw explainUnusable(fault instanceof StorageFull ? fault.cause : fault, folder, file);
  }
}

/** The database, with its schema up to date. */
export function openDatabase(file: string): Database {
  refuseOtherFiles(file);
  const db = new Database(file, { create: true });
  refuseOtherSchemas(db, file);
  chmodSync(file, 0o600);
  // `wal_autocheckpoint` in pages; `cache_size` in KiB when negative.
  db.run("pragma page_size = 8192");
  db.run("pragma journal_mode = wal");
  // Commits are synced by `createLogSync`, before anybody is told of them; what moves the log into the database is synced here.
  db.run("pragma synchronous = normal");
  db.run("pragma foreign_keys = on");
  db.run("pragma busy_timeout = 5000");
  db.run("pragma wal_autocheckpoint = 2000");
  // What is deleted from a page is overwritten there; pages that are free as a whole (large bodies) are not written for that.
  db.run("pragma secure_delete = fast");
  db.run("pragma cache_size = -16384");
  migrate(db);
  readBeginnings(db);
  return db;
}

/** Looks into every table, so that a damaged one is told of before anybody relies on it. */
function readBeginnings(db: Database): void {
  const tables = db.query<{ name: string }, []>("select name from sqlite_schema where type = 'table'");
  for (const { name } of tables.all()) db.query(`select 1 from ${name} limit 1`).get();
}

export interface StoreParts extends Pick<StoreOptions, "maxBytes" | "syncFile"> {
  readonly db: Database;
  readonly file: string;
  readonly secrets: SecretBox;
  unlock(): void;
}

/** The store on a database that is open. */
export function createStore({ db, file, secrets, unlock, maxBytes, syncFile }: StoreParts): Store {
  const counts = createCounts(db);
  const log = createLogSync(file, syncFile);
  const clock = createStoredClock(db);
  const commit = createGroupCommit(createTransactions(db, counts, clock), log);
  const toWebhook = createWebhookReader(secrets);
  const cache = createWebhookCache(db, toWebhook);
  const passages = createPassages(db);
  const cancellation = createCancellation(db, counts, passages);
  const certificates = createClientCertificates(db, secrets);
  const removal = createWebhookRemoval(db, commit, cache, certificates, cancellation);
  const eventTypes = createNames(db, commit);
  const urls = createSentUrls(db, commit);
  const lead = createIdLead(db, commit);
  const keys = createKeys(db, commit);
  const settled = createSettledRemoval(db);
  const room = createRoom(db, commit, settled, maxBytes);

  return {
    accounts: createAccounts({ db, commit, removal, forgetKeys: keys.forget }),
    keys,
    webhooks: createWebhooks({ db, commit, cache, removal, certificates, secrets, toWebhook }),
    events: createEvents({ db, commit, counts, clock, eventTypes, lead, room }),
    deliveries: createDeliveries({ db, commit, counts, clock, passages, eventTypes, urls, lead, cancellation }),
    queue: createQueue({ db, commit, counts, clock, cache, passages, eventTypes, urls }),
    upkeep: createUpkeep({ db, file, commit, counts, passages, removal, settled, room }),
    activity: createActivity(db, clock),
    lastSerial: () => lastSerialOf(db),
    async close() {
      await commit.idle();
      log.close();
      db.close();
      unlock();
    },
  };
}

function lastSerialOf(db: Database): number {
  const newest = db.query<{ id: number | null }, []>(`
    select max(id) as id from (
      select max(id) as id from events union all select max(id) from queue union all select max(id) from settled)`);
  return newest.get()?.id ?? 0;
}
