import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogSync, type SyncFile } from "../../src/store/sqlite/log-sync.ts";

const CONTENT = Buffer.alloc(2_500_000, "log ");

/** A log, and a disk that fails as it is told, one sync after the other. */
function setup(faults: readonly (Error | null)[]) {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-"));
  const file = join(folder, "taskflow-hooks.db");
  const path = `${file}-wal`;
  writeFileSync(path, CONTENT);
  const left = [...faults];
  let syncs = 0;
  const syncFile: SyncFile = (_, done) => {
    syncs++;
    setImmediate(done, left.shift() ?? null);
  };
  const log = createLogSync(file, syncFile);
  return {
    log,
    syncs: () => syncs,
    sync: () => new Promise<Error | undefined>((resolve) => log.sync(resolve)),
    content: () => readFileSync(path),
    /** Whether `work` writes to the log. */
    async writesTo(work: () => Promise<unknown>) {
      utimesSync(path, 0, 0);
      await work();
      return statSync(path).mtimeMs > 0;
    },
    [Symbol.dispose]() {
      log.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const EIO = Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" });
const ENOSPC = Object.assign(new Error("ENOSPC: no space left on device, fdatasync"), { code: "ENOSPC" });

test("the first sync writes anew what the process before may have left half on disk, and later ones write nothing", async () => {
  using disk = setup([]);
  expect(await disk.writesTo(disk.sync)).toBe(true);
  expect(await disk.writesTo(disk.sync)).toBe(false);
  expect(disk.syncs()).toBe(2);
});

test("after one that failed all of the log is written anew, as it is", async () => {
  using disk = setup([null, EIO]);
  await disk.sync();
  expect(await disk.writesTo(async () => expect(await disk.sync()).toBeUndefined())).toBe(true);
  expect(disk.syncs()).toBe(3);
  expect(disk.content().equals(CONTENT)).toBe(true);
  expect(disk.log.fault).toBeUndefined();
});

test("a disk that goes on failing is told of, until a sync works", async () => {
  using disk = setup([EIO, EIO, EIO]);
  expect((await disk.sync())?.name).toBe("StorageFault");
  expect(disk.log.fault?.message).toContain("EIO");
  expect(await disk.writesTo(disk.sync)).toBe(true);
  expect(disk.log.fault).toBeUndefined();
});

test("one without room is told of as full", async () => {
  using disk = setup([ENOSPC, ENOSPC, ENOSPC]);
  expect((await disk.sync())?.name).toBe("StorageFull");
});
