import type { Database } from "bun:sqlite";
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import first from "./migrations/0001_first.sql" with { type: "text" };

/** In order; a file's number is its place here. A migration that was released is never changed. */
const MIGRATIONS: readonly string[] = [first];

/** The file was written by a newer version of this program; it was left as it is. */
export class NewerSchema extends Error {
  override readonly name = "NewerSchema";
  constructor(file: string, found: number) {
    super(
      `The database ${file} has schema version ${found}, and this version of TaskFlow Hooks knows up to ${MIGRATIONS.length}. It was left untouched: run the newer version again, or name another data folder.`,
    );
  }
}

/** Where a database file keeps its `user_version`: four bytes, big-endian (https://sqlite.org/fileformat.html#the_database_header). */
const VERSION_AT = 60;

/** Looks at the file without opening it as a database, which would leave traces. @throws NewerSchema */
export function refuseNewerSchema(file: string): void {
  if (!existsSync(file)) return;
  const header = Buffer.alloc(VERSION_AT + 4);
  const handle = openSync(file, "r");
  const read = readSync(handle, header);
  closeSync(handle);
  if (read === header.length) refuse(file, header.readUInt32BE(VERSION_AT));
}

/** Brings the schema up to date, each step in a transaction of its own. @throws NewerSchema */
export function migrate(db: Database, file: string): void {
  const { user_version: found } = db.query("pragma user_version").get() as { user_version: number };
  refuse(file, found);
  for (let version = found; version < MIGRATIONS.length; version++) {
    const sql = MIGRATIONS[version] ?? "";
    db.transaction(() => {
      db.run(sql);
      db.run(`pragma user_version = ${version + 1}`);
    }).immediate();
  }
}

function refuse(file: string, found: number): void {
  if (found > MIGRATIONS.length) throw new NewerSchema(file, found);
}
