import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/sqlite/open.ts";
import { openTemporaryStore } from "../support/temporary-store.ts";

const FILES = ["taskflow-hooks.db", "taskflow-hooks.db-wal"] as const;
const [FILE, LOG] = FILES;

/** A store with one commit after the other, and where each of them ends in the log. */
async function written(commits: number) {
  const temporary = await openTemporaryStore();
  checkpoint(temporary.folder);
  const ends: number[] = [];
  for (let number = 1; number <= commits; number++) {
    await temporary.store.accounts.create({
      id: `acc_${number}`,
      name: "x".repeat(3_000),
      managedBy: "api",
      createdAt: 0,
    });
    ends.push(statSync(join(temporary.folder, LOG)).size);
  }
  return { ...temporary, ends };
}

/** Takes all that is in the log into the database, and empties the log. */
function checkpoint(folder: string): void {
  const db = new Database(join(folder, FILE));
  db.run("pragma wal_checkpoint(truncate)");
  db.close();
}

/** The files as they are on disk at this moment, as after a power cut. */
function image(folder: string) {
  const copy = mkdtempSync(join(tmpdir(), "taskflow-hooks-image-"));
  for (const name of [...FILES, "secret.key"]) copyFileSync(join(folder, name), join(copy, name));
  return { folder: copy, log: join(copy, LOG), [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }) };
}

async function accountsIn(folder: string): Promise<number> {
  const store = await openStore({ folder });
  const { rows } = await store.accounts.list({ limit: 100 });
  await store.close();
  return rows.length;
}

test("a log that was cut anywhere opens with every commit before the cut", async () => {
  await using store = await written(6);
  for (const [index, end] of store.ends.entries()) {
    const next = store.ends[index + 1] ?? end;
    for (const cut of new Set([end, end + 1, end + 24, Math.floor((end + next) / 2), next - 1])) {
      if (cut > next || (cut === next && next !== end)) continue;
      using crashed = image(store.folder);
      truncateSync(crashed.log, cut);
      expect([cut, await accountsIn(crashed.folder)]).toEqual([cut, cut < end ? index : index + 1]);
    }
  }
});

test("a log whose last commit was torn opens with those before it", async () => {
  await using store = await written(4);
  using crashed = image(store.folder);
  const bytes = readFileSync(crashed.log);
  writeFileSync(crashed.log, bytes.fill(0xaa, Number(store.ends[2]) + 100));
  expect(await accountsIn(crashed.folder)).toBe(3);
});

test("a log that is gone leaves what was in the database", async () => {
  await using store = await written(3);
  checkpoint(store.folder);
  await store.store.accounts.create({ id: "acc_later", name: null, managedBy: "api", createdAt: 0 });
  using crashed = image(store.folder);
  rmSync(crashed.log);
  expect(await accountsIn(crashed.folder)).toBe(3);
});
