import type { Database } from "bun:sqlite";
import { randomBytes } from "node:crypto";
import { ENCRYPTION_KEY_BYTES } from "../../core/encryption-key.ts";
import { type KeyFile, keyFileOf } from "./key-file.ts";
import { createSecretBox, type SecretBox } from "./secret-box.ts";
import { StorageUnusable } from "./storage-unusable.ts";

/** The key that was given is not the one that the secrets in this data folder are encrypted with. */
export class WrongEncryptionKey extends Error {
  override readonly name = "WrongEncryptionKey";
  constructor(folder: string, keyFile: string) {
    super(
      `The encryption key (TASKFLOW_HOOKS_ENCRYPTION_KEY, or storage.encryptionKey) is not the one that the secrets in ${folder} are encrypted with. Give that one; if it is in ${keyFile}, give none.`,
    );
  }
}

/** What the proof says, and for whom: whoever can read it has the right key. */
const PROOF = "TaskFlow Hooks";
const PROVED = "encryption";

/**
 * Finds the key that the secrets in a data folder are encrypted with, or makes one for a folder that has none yet.
 *
 * @param given by the configuration; else it is in the folder
 * @throws WrongEncryptionKey, StorageUnusable
 */
export function openSecretBox(db: Database, folder: string, given: Uint8Array | undefined): SecretBox {
  const proof = readProof(db);
  const keyFile = keyFileOf(folder);
  if (given) {
    const box = createSecretBox(given);
    if (proof && !fits(box, proof)) throw new WrongEncryptionKey(folder, keyFile.path);
    if (!proof) writeProof(db, box);
    return box;
  }
  const kept = keyFile.read();
  if (proof) return openWithFile(db, proof, kept, keyFile);
  const box = createSecretBox(kept ?? makeKey(keyFile));
  writeProof(db, box);
  return box;
}

/** Whether this is the key that the secrets are encrypted with. */
export function isEncryptedWith(db: Database, key: Uint8Array): boolean {
  const proof = readProof(db);
  return proof !== undefined && fits(createSecretBox(key), proof);
}

/** Takes all of the log into the database, and cuts it to nothing. `false` when others were reading it. */
export function emptyLog(db: Database): boolean {
  return db.query<{ busy: number }, []>("pragma wal_checkpoint(truncate)").get()?.busy === 0;
}

function makeKey(keyFile: KeyFile): Uint8Array {
  const key = randomBytes(ENCRYPTION_KEY_BYTES);
  keyFile.writeNext(key);
  keyFile.takeNext();
  return key;
}

function openWithFile(db: Database, proof: Uint8Array, kept: Uint8Array | undefined, keyFile: KeyFile): SecretBox {
  const box = kept && createSecretBox(kept);
  if (box && fits(box, proof)) return box;
  // A rotation was cut off between its commit and its last step.
  const next = keyFile.readNext();
  const nextBox = next && createSecretBox(next);
  if (nextBox && fits(nextBox, proof)) {
    emptyLog(db);
    keyFile.takeNext();
    return nextBox;
  }
  throw new StorageUnusable(
    `The webhooks' secrets are encrypted with a key that is ${kept ? "another than the one in" : "missing:"} ${keyFile.path}. Put a copy of it there, or give it as TASKFLOW_HOOKS_ENCRYPTION_KEY.`,
  );
}

function fits(box: SecretBox, proof: Uint8Array): boolean {
  try {
    return box.open(proof, PROVED) === PROOF;
  } catch {
    return false;
  }
}

function readProof(db: Database): Uint8Array | undefined {
  return db.query<{ proof: Uint8Array }, []>("select proof from encryption").get()?.proof;
}

/** Within a transaction, or as one. */
export function writeProof(db: Database, box: SecretBox): void {
  db.run("insert or replace into encryption (id, proof) values (1, ?)", [box.seal(PROOF, PROVED)]);
}
