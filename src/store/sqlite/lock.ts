import { Database } from "bun:sqlite";
import { chmodSync } from "node:fs";
import { join } from "node:path";

/** Another process works with this data folder. */
export class FolderInUse extends Error {
  override readonly name = "FolderInUse";
  constructor(folder: string) {
    super(
      `The data folder ${folder} is in use by another TaskFlow Hooks. Stop that one, or give this one a folder of its own with --data DIR.`,
    );
  }
}

/** In the data folder. */
export const LOCK_FILE = "lock";

/**
 * Takes the folder for this process. The lock is the operating system's, on a file of its own, so it ends with the
 * process however that ends.
 *
 * @returns a function that lets go
 * @throws FolderInUse
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, LOCK_FILE);
  const db = new Database(file, { create: true });
  try {
    chmodSync(file, 0o600);
    db.run("pragma locking_mode = exclusive");
    db.run("begin exclusive");
  } catch (fault) {
    db.close();
    if ((fault as { code?: string }).code === "SQLITE_BUSY") throw new FolderInUse(folder);
    throw fault;
  }
  return () => db.close();
}
