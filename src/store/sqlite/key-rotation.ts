import type { Database } from "bun:sqlite";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ENCRYPTION_KEY_BYTES } from "../../core/encryption-key.ts";
import { sealClientKeysAnew } from "./client-certificates.ts";
import { emptyLog, isEncryptedWith, openSecretBox, writeProof } from "./encryption.ts";
import { overwriteFreePages } from "./free-pages.ts";
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

/** What a rotation came to. */
export interface RotatedKey {
  readonly webhooks: number;
  /** A rotation to the same key before this one was cut off after its commit, or was whole: what it left over is gone now. */
  readonly isResumed: boolean;
}

/**
 * Encrypts all secrets in a data folder with another key, while no appliance works there. Cut off at any moment it leaves them
 * all with the one key or all with the other, and the folder with the right one; done again with the same keys it ends its work.
 * When it returns, nothing that the key of before opens is in the folder, nor is that key.
 *
 * @throws FolderInUse, NewerSchema, StorageUnusable, WrongEncryptionKey
 */
export function rotateEncryptionKey({ folder, current, next }: KeyRotation): RotatedKey {
  const file = join(folder, DATABASE);
  if (!existsSync(file)) {
    throw new StorageUnusable(`There is no database in ${folder}. Name the data folder with --data DIR.`);
  }
  let unlock: (() => void) | undefined;
  try {
    refuseForeignFolder(folder);
    unlock = lockFolder(folder);
    const rotated = rotate(file, { folder, current, next });
    overwriteFreePages(file);
    // Last: when the key of before goes, nothing is left that it would open.
    const keyFile = keyFileOf(folder);
    if (next) keyFile.remove();
    else keyFile.takeNext();
    return rotated;
  } catch (fault) {
    throw explainUnusable(fault, folder, file);
  } finally {
    unlock?.();
  }
}

function rotate(file: string, { folder, current, next }: KeyRotation): RotatedKey {
  const db = openDatabase(file);
  try {
    const isResumed = next !== undefined && isEncryptedWith(db, next);
    const webhooks = isResumed
      ? countSealed(db)
      : sealWith(db, openSecretBox(db, folder, current), next, keyFileOf(folder));
    requireEmptyLog(db, folder);
    return { webhooks, isResumed };
  } finally {
    db.close();
  }
}

/** Until the log is empty it holds what the key of before opens. */
function requireEmptyLog(db: Database, folder: string): void {
  if (emptyLog(db)) return;
  throw new StorageUnusable(
    `The secrets are encrypted with the new key, but something else reads the database in ${folder}, so that what was encrypted with the one before is there yet. End that, and run this again.`,
  );
}

/** @param next when left out one is made, and written beside the one in the folder */
function sealWith(db: Database, before: SecretBox, next: Uint8Array | undefined, keyFile: KeyFile): number {
  const key = next ?? randomBytes(ENCRYPTION_KEY_BYTES);
  if (!next) keyFile.writeNext(key);
  // What was encrypted with the key of before is overwritten, and on disk when this returns.
  db.run("pragma secure_delete = on");
  db.run("pragma synchronous = full");
  return sealAnew(db, before, createSecretBox(key));
}

const SEALED = "from webhooks where deleted_at is null";

function countSealed(db: Database): number {
  return db.query<{ number: number }, []>(`select count(*) as number ${SEALED}`).get()?.number ?? 0;
}

interface Sealed {
  readonly id: number;
  readonly uid: string;
  readonly secret: Uint8Array;
  readonly previous_secret: Uint8Array | null;
}

function sealAnew(db: Database, before: SecretBox, after: SecretBox): number {
  // Not `prepare`: a statement that nobody ends keeps the files open after `close`.
  const update = db.query("update webhooks set secret = ?, previous_secret = ? where id = ?");
  const all = db.query<Sealed, []>(`select id, uid, secret, previous_secret ${SEALED}`);
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
