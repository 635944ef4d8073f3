import { expect, test } from "bun:test";
import { isStorageTrouble, mayBeStored, StorageFault } from "../../src/store/faults.ts";
import { createGroupCommit } from "../../src/store/sqlite/group-commit.ts";
import { storageError } from "../../src/store/sqlite/storage-error.ts";

/** A group commit on a database that takes everything, and a disk that is done when it is told to be. */
function setup() {
  const transactions: number[] = [];
  const syncs: ((fault?: Error) => void)[] = [];
  const watchers: (() => void)[] = [];
  const disk: { broken: Error | undefined } = { broken: undefined };
  const commit = createGroupCommit(
    {
      run(operations) {
        transactions.push(operations.length);
        return { results: operations.map((operation) => operation()), faults: new Map() };
      },
      afterCommit: () => {},
    },
    {
      sync(done) {
        syncs.push(done);
        for (const watcher of watchers.splice(0)) watcher();
      },
      get fault() {
        return disk.broken;
      },
    },
  );
  const nextSync = async () => {
    if (syncs.length === 0) await new Promise<void>((resolve) => watchers.push(resolve));
    return syncs.shift() as (fault?: Error) => void;
  };
  return { commit, transactions, disk, nextSync };
}

test("a write is answered when its transaction is on disk, and not before", async () => {
  const { commit, nextSync } = setup();
  const write = commit.write(() => "written");
  const done = await nextSync();
  expect(Bun.peek.status(write)).toBe("pending");
  done();
  expect(await write).toBe("written");
});

test("writes that come while one is on its way to disk share the next transaction", async () => {
  const { commit, transactions, nextSync } = setup();
  const first = commit.write(() => 1);
  const done = await nextSync();
  const others = [commit.write(() => 2), commit.takeIn(() => 3, 10), commit.write(() => 4)];
  done();
  expect(await first).toBe(1);
  (await nextSync())();
  expect(await Promise.all(others)).toEqual([2, 3, 4]);
  expect(transactions).toEqual([1, 3]);
});

test("what did not get to the disk is refused, and how much it was is known", async () => {
  const { commit, nextSync } = setup();
  const write = commit.takeIn(() => 1, 700);
  (await nextSync())(new StorageFault("no"));
  expect(write).rejects.toThrow("no");
  await commit.idle();
  expect(commit.lacking).toBe(700);
});

test("what was committed when the disk failed may be stored, and what was not begun then is not", async () => {
  const { commit, disk, nextSync } = setup();
  const eio = storageError(Object.assign(new Error("EIO: fdatasync"), { code: "EIO" }));
  const faultOf = (write: Promise<unknown>) => write.catch((fault: unknown) => fault);
  const committed = faultOf(commit.write(() => 1));
  (await nextSync())(eio);
  disk.broken = eio;
  const notBegun = faultOf(commit.write(() => 2));
  (await nextSync())(eio);
  expect([await committed, await notBegun].map(isStorageTrouble)).toEqual([true, true]);
  expect([await committed, await notBegun].map(mayBeStored)).toEqual([true, false]);
});

test("while the disk is broken nothing is written, and all is refused", async () => {
  const { commit, transactions, disk, nextSync } = setup();
  disk.broken = new StorageFault("broken");
  const refused = commit.write(() => 1);
  (await nextSync())(disk.broken);
  expect(refused).rejects.toThrow("broken");
  await commit.idle();
  expect(transactions).toEqual([]);
  const taken = commit.write(() => 2);
  (await nextSync())();
  (await nextSync())();
  expect(await taken).toBe(2);
});

test("the engine's writes come first, and the others as they came", async () => {
  const { commit, nextSync } = setup();
  const order: string[] = [];
  const first = commit.write(() => order.push("first"));
  const done = await nextSync();
  const others = [
    commit.takeIn(() => order.push("event"), 1),
    commit.write(() => order.push("enabled")),
    commit.writeAhead(() => order.push("settled")),
  ];
  done();
  await first;
  (await nextSync())();
  await Promise.all(others);
  expect(order).toEqual(["first", "settled", "event", "enabled"]);
});

test("what is to be taken in is refused when too much waits for a disk that hangs", async () => {
  const { commit, nextSync } = setup();
  const write = commit.takeIn(() => 1, 1);
  const done = await nextSync();
  const waits = commit.takeIn(() => 2, 64 * 1024 * 1024);
  expect(commit.takeIn(() => 3, 1)).rejects.toThrow("does not keep up");
  done();
  expect(await write).toBe(1);
  (await nextSync())();
  expect(await waits).toBe(2);
});

test("it is idle when the last transaction is on disk", async () => {
  const { commit, nextSync } = setup();
  const write = commit.write(() => 1);
  const idle = commit.idle();
  const done = await nextSync();
  expect(Bun.peek.status(idle)).toBe("pending");
  done();
  await idle;
  expect(Bun.peek.status(write)).toBe("fulfilled");
});
