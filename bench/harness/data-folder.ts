import { readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Appliance } from "./appliance.ts";

/** Stops it by SIGTERM, which should bring the write-ahead log into the file; the bytes that it leaves. */
export async function bytesWhenStopped(running: Appliance): Promise<number> {
  const code = await running.end("SIGTERM");
  if (code !== 0) throw new Error(`It ended with ${code} at SIGTERM.`);
  return bytesKept(running.folder);
}

/** Of these, bytes of SQLite's write-ahead log: a stop should leave none. */
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

/** Bytes of everything in the data folder of an appliance. */
function bytesKept(folder: string): number {
  return sizes(folder).reduce((sum, { bytes }) => sum + bytes, 0);
}

function sizes(folder: string): { readonly name: string; readonly bytes: number }[] {
  const data = join(folder, "taskflow-data");
  return readdirSync(data).map((name) => ({ name, bytes: statSync(join(data, name)).size }));
}
