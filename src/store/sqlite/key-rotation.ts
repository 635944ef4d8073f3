import type { Database } from "bun:sqlite";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ENCRYPTION_KEY_BYTES } from "../../core/encryption-key.ts";
import { sealClientKeysAnew } from "./client-certificates.ts";
import { openSecretBox, writeProof } from "./encryption.ts";
import { type KeyFile, keyFileOf } from "./key-file.ts";
import { lockFolder } from "./lock.ts";
import { openDatabase } from "./open.ts";
import { DATABASE, refuseForeignFolder } from "./own-folder.ts";
import { createSecretBox, type SecretBox } from "./secret-box.ts";
import { explainUnusable, StorageUnusable } from "./storage-unusable.ts";

export interface KeyRotation {
  readonly folder: string;
  /** The key in use, 32 bytes, where it is not the one in the folder. */
  readonly current: Uint8Array | undefined;
  /** The key from now on; when left out one is made and kept in the folder. */
  readonly next: Uint8Array | undefined;
}

/**
 * Encrypts all secrets in a data folder with another key, while no appliance works there. Cut off at any moment it leaves them
 * all with the one key or all with the other, and the folder with the right one.
 *
 * @returns how many webhooks it were
 * @throws FolderInUse, NewerSchema, StorageUnusable, WrongEncryptionKey
 */
export function rotateEncryptionKey({ folder, current, next }: KeyRotation): number {
  const file = join(folder, DATABASE);
  if (!existsSync(file)) {
    throw new StorageUnusable(`There is no database in ${folder}. Name the data folder with --data DIR.`);
  }
  let unlock: (() => void) | undefined;
  try {
    refuseForeignFolder(folder);
    unlock = lockFolder(folder);
    const db = openDatabase(file);
    try {
      return rotate(db, openSecretBox(db, folder, current), next, keyFileOf(folder));
    } finally {
      db.close();
    }
  } catch (fault) {
    throw explainUnusable(fault, folder, file);
  } finally {
    unlock?.();
  }
}

function rotate(db: Database, before: SecretBox, next: Uint8Array | undefined, keyFile: KeyFile): number {
  const key = next ?? randomBytes(ENCRYPTION_KEY_BYTES);
  if (!next) keyFile.writeNext(key);
  // What was encrypted with the key of before is overwritten, and on disk when this returns.
  db.run("pragma secure_delete = on");
  db.run("pragma synchronous = full");
  const webhooks = sealAnew(db, before, createSecretBox(key));
  db.run("pragma wal_checkpoint(truncate)");
  if (next) keyFile.remove();
  else keyFile.takeNext();
  return webhooks;
}

interface Sealed {
  readonly id: number;
  readonly uid: string;
  readonly secret: Uint8Array;
  readonly previous_secret: Uint8Array | null;
}

function sealAnew(db: Database, before: SecretBox, after: SecretBox): number {
  const update = db.prepare("update webhooks set secret = ?, previous_secret = ? where id = ?");
  const all = db.query<Sealed, []>("select id, uid, secret, previous_secret from webhooks where deleted_at is null");
  return db
    .transaction(() => {
      const rows = all.all();
      for (const { id, uid, secret, previous_secret } of rows) {
        const anew = (sealed: Uint8Array) => after.seal(before.open(sealed, uid), uid);
        update.run(anew(secret), previous_secret && anew(previous_secret), id);
      }
      sealClientKeysAnew(db, before, after);
      writeProof(db, after);
      return rows.length;
    })
    .immediate();
}
