import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { parseEncryptionKey } from "../../core/encryption-key.ts";
import { StorageUnusable } from "./storage-unusable.ts";

/** The encryption key in the data folder, for those who do not keep it elsewhere. */
export interface KeyFile {
  readonly path: string;
  /** `undefined` when there is none. @throws StorageUnusable when there is something else in it */
  read(): Uint8Array | undefined;
  /** A key that was about to take the place of the one there. */
  readNext(): Uint8Array | undefined;
  /** Writes a key beside the one there: it is on disk when this returns. */
  writeNext(key: Uint8Array): void;
  /** Puts it in its place. */
  takeNext(): void;
  /** Both: they are gone from the disk when this returns. */
  remove(): void;
}

/** In the data folder. */
export const KEY_FILE = "secret.key";
export const NEXT_KEY_FILE = `${KEY_FILE}.next`;

export function keyFileOf(folder: string): KeyFile {
  const path = join(folder, KEY_FILE);
  const next = join(folder, NEXT_KEY_FILE);

  return {
    path,
    read: () => readKey(path),
    readNext: () => readKey(next),
    writeNext(key) {
      const handle = openSync(next, "w", 0o600);
      try {
        fchmodSync(handle, 0o600);
        writeSync(handle, `${Buffer.from(key).toString("base64")}\n`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      syncFolder(folder);
    },
    takeNext() {
      renameSync(next, path);
      syncFolder(folder);
    },
    remove() {
      for (const file of [path, next]) rmSync(file, { force: true });
      syncFolder(folder);
    },
  };
}

function readKey(path: string): Uint8Array | undefined {
  if (!existsSync(path)) return undefined;
  const key = parseEncryptionKey(readFileSync(path, "utf8").trim());
  if (key) return key;
  throw new StorageUnusable(
    `The file ${path} holds no encryption key. Put a copy of the right one in its place: without it the webhooks' secrets cannot be read.`,
  );
}

/** A name is on disk when its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
