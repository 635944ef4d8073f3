import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogSync, type SyncFile } from "../../src/store/sqlite/log-sync.ts";
import { openDatabase } from "../../src/store/sqlite/open.ts";

/** A database with something in its log, and a disk that fails the first time. */
function setup(faults: readonly (Error | null)[]) {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-"));
  const file = join(folder, "taskflow-hooks.db");
  const db = openDatabase(file);
  const left = [...faults];
  const synced: number[] = [];
  const syncFile: SyncFile = (log, done) => {
    synced.push(log);
    setImmediate(done, left.shift() ?? null);
  };
  const log = createLogSync(db, file, syncFile);
  return {
    file,
    log,
    synced,
    sync: () => new Promise<Error | undefined>((resolve) => log.sync(resolve)),
    logBytes: () => statSync(`${file}-wal`).size,
    [Symbol.dispose]() {
      log.close();
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const EIO = Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });

test("a sync brings the log to the disk", async () => {
  using store = setup([]);
  expect(await store.sync()).toBeUndefined();
  expect(store.synced).toHaveLength(1);
  expect(store.logBytes()).toBeGreaterThan(0);
});

test("after one that failed all of the log is written anew, into the database", async () => {
  using store = setup([EIO]);
  expect(await store.sync()).toBeUndefined();
  expect(store.logBytes()).toBe(0);
  expect(store.log.fault()).toBeUndefined();
});

test("while that fails too, commits are not to be made", async () => {
  using store = setup([EIO]);
  using reader = new Database(store.file);
  // A reader in the log keeps it from being emptied.
  reader.run("begin");
  reader.query("select count(*) from accounts").get();
  expect((await store.sync())?.name).toBe("StorageFault");
  expect(store.log.fault()?.message).toContain("EIO");
  reader.run("rollback");
  expect(store.log.fault()).toBeUndefined();
});
