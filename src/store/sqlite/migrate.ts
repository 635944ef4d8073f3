import type { Database } from "bun:sqlite";
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import first from "./migrations/0001_first.sql" with { type: "text" };
import clientCertificates from "./migrations/0002_client_certificates.sql" with { type: "text" };
import { foreignFile, unreleasedSchema } from "./storage-unusable.ts";

/** In order; a file's number is its place here. A migration that was released is never changed. */
const MIGRATIONS: readonly string[] = [first, clientCertificates];

/** The file was written by a newer version of this program; it was left as it is. */
export class NewerSchema extends Error {
  override readonly name = "NewerSchema";
  constructor(file: string, found: number) {
    super(
      `The database ${file} has schema version ${found}, and this version of TaskFlow Hooks knows up to ${MIGRATIONS.length}. It was left untouched: run the newer version again, or name another data folder.`,
    );
  }
}

/**
 * How a database file begins, and where it keeps its `user_version`: four bytes, big-endian
 * (https://sqlite.org/fileformat.html#the_database_header).
 */
const MAGIC = "SQLite format 3\0";
const VERSION_AT = 60;

/** Looks at the file without opening it as a database, which would leave traces. @throws NewerSchema, StorageUnusable */
export function refuseOtherFiles(file: string): void {
  if (!existsSync(file)) return;
  const header = Buffer.alloc(VERSION_AT + 4);
  const handle = openSync(file, "r");
  try {
    const read = readSync(handle, header);
    // An empty file is what a start that was cut off leaves.
    if (read === 0) return;
    if (read < header.length || header.toString("latin1", 0, MAGIC.length) !== MAGIC) throw foreignFile(file);
  } finally {
    closeSync(handle);
  }
  refuseNewer(file, header.readUInt32BE(VERSION_AT));
}

/** Looks into the database before anything in it is changed. @throws NewerSchema, StorageUnusable */
export function refuseOtherSchemas(db: Database, file: string): void {
  const found = versionOf(db);
  refuseNewer(file, found);
  const has = (condition: string) => db.query(`select 1 from sqlite_schema where ${condition}`).get() !== null;
  if (found === 0 && has("true")) throw foreignFile(file);
  if (found === 1 && !has("name = 'settled'")) throw unreleasedSchema(file);
}

/** Brings the schema up to date, each step in a transaction of its own. */
export function migrate(db: Database): void {
  const found = versionOf(db);
  for (let version = found; version < MIGRATIONS.length; version++) {
    const sql = MIGRATIONS[version] ?? "";
    db.transaction(() => {
      db.run(sql);
      db.run(`pragma user_version = ${version + 1}`);
    }).immediate();
  }
}

function versionOf(db: Database): number {
  const { user_version: version } = db.query("pragma user_version").get() as { user_version: number };
  return version;
}

function refuseNewer(file: string, found: number): void {
  if (found > MIGRATIONS.length) throw new NewerSchema(file, found);
}
