import { readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";

/** Bytes of everything in the data folder of an appliance. */
export function bytesKept(folder: string): number {
  return sizes(folder).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Those of files that a graceful stop should have left nothing in: the log that SQLite writes ahead. */
export function bytesLeftInLog(folder: string): number {
  return sizes(folder)
    .filter(({ name }) => name.endsWith("-wal"))
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Bytes that the file system of a folder has for us. */
export function bytesFree(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function sizes(folder: string): { readonly name: string; readonly bytes: number }[] {
  const data = join(folder, "taskflow-data");
  return readdirSync(data).map((name) => ({ name, bytes: statSync(join(data, name)).size }));
}
