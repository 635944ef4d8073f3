import { lstatSync, statSync } from "node:fs";
import { join } from "node:path";
import { KEY_FILE, NEXT_KEY_FILE } from "./key-file.ts";
import { LOCK_FILE } from "./lock.ts";
import { StorageUnusable } from "./storage-unusable.ts";

/** The database, in the data folder. */
export const DATABASE = "taskflow-hooks.db";
const FILES = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`, LOCK_FILE, KEY_FILE, NEXT_KEY_FILE];

/** Refuses a data folder in which somebody else's files would be written. @throws StorageUnusable */
export function refuseForeignFolder(folder: string): void {
  const user = process.getuid?.();
  const owner = statSync(folder).uid;
  if (user === 0 && owner !== 0) {
    throw new StorageUnusable(
      `The data folder ${folder} belongs to the user ${owner}, and this runs as root: its files would not be theirs any more. Run it as that user, or give the folder to root.`,
    );
  }
  for (const name of FILES) {
    const file = join(folder, name);
    if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new StorageUnusable(
        `The file ${file} is a symbolic link, which is not followed: whoever may make one could have other files overwritten. Put the file itself there; the data folder may be a link.`,
      );
    }
  }
}
