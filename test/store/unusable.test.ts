import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/sqlite/open.ts";

function setup() {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-unusable-"));
  const file = join(folder, "taskflow-hooks.db");
  return { folder, file, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

async function refusal(folder: string): Promise<Error> {
  const outcome = await openStore({ folder }).catch((fault: unknown) => fault);
  if (outcome instanceof Error) return outcome;
  throw new Error("It was opened.");
}

const OTHERS_DATABASE = (file: string) => {
  const db = new Database(file, { create: true });
  db.run("create table events (id integer)");
  db.close();
};
const UNRELEASED = (file: string) => {
  const db = new Database(file, { create: true });
  db.run("create table deliveries (id integer); pragma user_version = 1");
  db.close();
};
const DAMAGED = (file: string) => {
  const db = new Database(file, { create: true });
  db.run("create table t (x)");
  db.close();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xaa, 100));
};

test.each<[string, (file: string) => void, string]>([
  ["text", (file) => writeFileSync(file, "notes ".repeat(100)), "not a database of TaskFlow Hooks"],
  ["a few bytes", (file) => writeFileSync(file, "SQLite"), "not a database of TaskFlow Hooks"],
  ["another program's database", OTHERS_DATABASE, "not a database of TaskFlow Hooks"],
  ["a database of the time before the first release", UNRELEASED, "from before the first release"],
  ["a damaged database", DAMAGED, "is damaged"],
])("%s in the database's place is refused by name, and left as it is", async (_, make, told) => {
  using place = setup();
  make(place.file);
  const before = readFileSync(place.file);
  const { name, message } = await refusal(place.folder);
  expect([name, message]).toEqual(["StorageUnusable", expect.stringContaining(told)]);
  expect(message).toContain(place.file);
  expect(readFileSync(place.file).equals(before)).toBe(true);
});

test("a folder in the database's place, and a file in the folder's, are refused by name", async () => {
  using place = setup();
  mkdirSync(place.file);
  expect(await refusal(place.folder)).toMatchObject({ name: "StorageUnusable" });
  writeFileSync(join(place.folder, "data"), "");
  const { name, message } = await refusal(join(place.folder, "data"));
  expect([name, message]).toEqual(["StorageUnusable", expect.stringContaining("is a file")]);
});

test("what a start that was cut off left, an empty file, is a database yet to be", async () => {
  using place = setup();
  writeFileSync(place.file, "");
  await (await openStore({ folder: place.folder })).close();
});

test("a probe sees that the file was deleted under it", async () => {
  using place = setup();
  const store = await openStore({ folder: place.folder });
  expect(await store.upkeep.probe()).toBe(true);
  rmSync(place.file);
  expect(await store.upkeep.probe()).toBe(false);
  await store.close();
});
