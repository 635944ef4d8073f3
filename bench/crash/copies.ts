import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "./random.ts";
import { readWal } from "./wal.ts";

/** The database and its log, as they lay on disk at one moment. `-shm` is left out: no power loss leaves it. */
export interface Copy {
  readonly database: Buffer;
  readonly wal: Buffer;
  /** Of the webhooks' secrets: written once, before anything else. */
  readonly key: Buffer;
}

const DATA = "taskflow-data";
const FILE = "taskflow-hooks.db";
const KEY = "secret.key";

/** @param folder the appliance's working directory */
export async function readCopy(folder: string): Promise<Copy> {
  const file = join(folder, DATA, FILE);
  const read = async (path: string) => Buffer.from(await Bun.file(path).arrayBuffer());
  return { database: await read(file), wal: await read(`${file}-wal`), key: await read(join(folder, DATA, KEY)) };
}

/** Lays a copy into a folder, where an appliance finds it. */
export async function lay({ database, wal, key }: Copy, folder: string): Promise<void> {
  mkdirSync(join(folder, DATA), { recursive: true });
  const file = join(folder, DATA, FILE);
  await Bun.write(file, database);
  await Bun.write(`${file}-wal`, wal);
  await Bun.write(join(folder, DATA, KEY), key);
}

/**
 * The log as a power loss can leave it: cut anywhere after what was committed at an earlier moment, with noise where the last bytes
 * were being written. A checkpoint between the two has made the log durable before it changed the database: nothing committed is
 * cut then.
 */
export function tearTail(earlier: Copy, { database, wal }: Copy, random: Random): Buffer {
  const from = readWal(database.equals(earlier.database) ? earlier.wal : wal).committedBytes;
  const cut = from + Math.floor(random() * (wal.length - from + 1));
  return Buffer.concat([wal.subarray(0, cut), noise(Math.floor(random() * 2048), random)]);
}

/**
 * The database as a power loss amid a checkpoint can leave it: pages that the log still holds are half written. Page 1 is spared:
 * its first sector, which says what the file is, is written whole.
 */
export function tearCheckpoint({ database, wal }: Copy, random: Random): Buffer {
  const torn = Buffer.from(database);
  const { pageBytes, framesUpTo, committedBytes } = readWal(wal);
  for (const page of new Set(framesUpTo(committedBytes).map((frame) => frame.page))) {
    const start = (page - 1) * pageBytes;
    if (page === 1 || start + pageBytes > torn.length || random() < 0.5) continue;
    const half = start + (random() < 0.5 ? 0 : pageBytes / 2);
    noise(pageBytes / 2, random).copy(torn, half);
  }
  return torn;
}

/** What SQLite's own checks say against the database of a folder. They change it: run them on a copy of its own. */
export function integrityFaults(folder: string): string[] {
  using db = new Database(join(folder, DATA, FILE));
  const said = db.query<{ integrity_check: string }, []>("pragma integrity_check").all();
  const orphans = db.query<object, []>("pragma foreign_key_check").all();
  return [
    ...said.map(({ integrity_check }) => integrity_check).filter((line) => line !== "ok"),
    ...orphans.map((row) => `foreign key: ${JSON.stringify(row)}`),
  ];
}

function noise(bytes: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length: bytes }, () => Math.floor(random() * 256)));
}
