import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { randomBytes, randomFillSync } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createKey, removeKey } from "../../src/actions/keys.ts";
import { createIdSource } from "../../src/core/ids.ts";
import { WrongEncryptionKey } from "../../src/store/sqlite/encryption.ts";
import { rotateEncryptionKey } from "../../src/store/sqlite/key-rotation.ts";
import { FolderInUse } from "../../src/store/sqlite/lock.ts";
import { createSecretBox } from "../../src/store/sqlite/secret-box.ts";
import { addWebhook, bytesIn, KEY, NEWER, OTHER, place, SECRET, sealedIn } from "./encrypted-folder.ts";

/** What of these texts is in the files once the log was taken into the database. */
function leftIn(folder: string, texts: readonly string[]): string[] {
  const db = new Database(join(folder, "taskflow-hooks.db"));
  db.run("pragma wal_checkpoint(truncate)");
  db.close();
  const bytes = bytesIn(folder);
  return texts.filter((text) => bytes.includes(text));
}

test("what is sealed opens for its owner with its key alone, and not when it was changed", () => {
  const box = createSecretBox(KEY);
  const sealed = box.seal("ß secret", "wh_1");
  expect(box.open(sealed, "wh_1")).toBe("ß secret");
  expect(() => box.open(sealed, "wh_2")).toThrow();
  expect(() => createSecretBox(OTHER).open(sealed, "wh_1")).toThrow();
  for (let at = 0; at < sealed.length; at++) {
    const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte));
    expect(() => box.open(changed, "wh_1")).toThrow();
  }
  expect(() => box.open(sealed.subarray(0, 20), "wh_1")).toThrow();
  expect(Buffer.from(box.seal("ß secret", "wh_1")).equals(sealed)).toBe(false);
});

test("the first start makes a key that its owner alone can read, and later ones find it", async () => {
  using at = place();
  await at.fill();
  expect(statSync(at.keyFile).mode & 0o777).toBe(0o600);
  const key = readFileSync(at.keyFile, "utf8");
  expect(await at.secretsWith()).toEqual([NEWER, SECRET]);
  expect(readFileSync(at.keyFile, "utf8")).toBe(key);
});

test("a key that is given is not written down, and makes none", async () => {
  using at = place();
  await at.fill(KEY);
  expect(existsSync(at.keyFile)).toBe(false);
  expect(await at.secretsWith(KEY)).toEqual([NEWER, SECRET]);
  expect(at.open(OTHER)).rejects.toThrow(WrongEncryptionKey);
  expect(at.open()).rejects.toThrow("missing");
  writeFileSync(at.keyFile, Buffer.from(OTHER).toString("base64"));
  expect(at.open()).rejects.toThrow("another");
  writeFileSync(at.keyFile, "no key");
  expect(at.open()).rejects.toThrow("holds no encryption key");
  expect(await at.secretsWith(KEY)).toEqual([NEWER, SECRET]);
});

test("no secret is in the files, while it works, after it, and when its webhook is gone", async () => {
  using at = place();
  const store = await at.open(KEY);
  const row = await addWebhook(store, "wh_1");
  const everything = () => bytesIn(at.folder);
  expect(everything()).toContain("https://a.test/");
  for (const secret of [SECRET, NEWER]) expect(everything()).not.toContain(secret);
  await store.webhooks.remove(row, 3);
  await store.close();
  expect(everything()).toContain("https://a.test/");
  for (const secret of [SECRET, NEWER]) expect(everything()).not.toContain(secret);
});

test("no API key is in the files, while it works, and when it is revoked", async () => {
  using at = place();
  const store = await at.open(KEY);
  const limits = { accounts: 1, keysPerAccount: 1, webhooksPerAccount: 1 };
  const ids = createIdSource(Date.now, (bytes) => randomFillSync(bytes));
  const context = { store, limits, ids, now: Date.now, random: (bytes: number) => randomBytes(bytes) };
  const { key, record } = await createKey(context, null, {});
  // A part of it would be found as well.
  const parts = [key.slice(4, 20), key.slice(20, 36), key.slice(36)];
  const found = () => [record.id, ...parts].filter((text) => bytesIn(at.folder).includes(text));
  expect(found()).toEqual([record.id]);
  await removeKey(context, null, record.id);
  expect(found()).toEqual([record.id]);
  await store.close();
  expect(leftIn(at.folder, parts)).toEqual([]);
});

test("rotation in place makes a new key in the folder, with which all is as it was", async () => {
  using at = place();
  await at.fill();
  const before = readFileSync(at.keyFile, "utf8");
  expect(rotateEncryptionKey({ folder: at.folder, current: undefined, next: undefined })).toEqual({
    webhooks: 1,
    isResumed: false,
  });
  expect(readFileSync(at.keyFile, "utf8")).not.toBe(before);
  expect(statSync(at.keyFile).mode & 0o777).toBe(0o600);
  expect(await at.secretsWith()).toEqual([NEWER, SECRET]);
  writeFileSync(at.keyFile, before);
  expect(at.open()).rejects.toThrow("another");
});

test("rotation to a key that is given takes the one in the folder away, and on to the next", async () => {
  using at = place();
  await at.fill();
  rotateEncryptionKey({ folder: at.folder, current: undefined, next: KEY });
  expect(existsSync(at.keyFile)).toBe(false);
  expect(await at.secretsWith(KEY)).toEqual([NEWER, SECRET]);
  rotateEncryptionKey({ folder: at.folder, current: KEY, next: OTHER });
  expect(await at.secretsWith(OTHER)).toEqual([NEWER, SECRET]);
  const third = new Uint8Array(32).fill(3);
  expect(() => rotateEncryptionKey({ folder: at.folder, current: KEY, next: third })).toThrow(WrongEncryptionKey);
});

test("rotation that was cut off before its last step is ended by the next start", async () => {
  using at = place();
  await at.fill();
  const before = readFileSync(at.keyFile);
  rotateEncryptionKey({ folder: at.folder, current: undefined, next: undefined });
  renameSync(at.keyFile, `${at.keyFile}.next`);
  writeFileSync(at.keyFile, before);
  expect(await at.secretsWith()).toEqual([NEWER, SECRET]);
  expect(existsSync(`${at.keyFile}.next`)).toBe(false);
});

test("a key is on disk before anything is encrypted with it, and where the rotation fails the one of before stays", async () => {
  using at = place();
  await at.fill();
  const before = readFileSync(at.keyFile, "utf8");
  const changeSecret = (change: string) => {
    const db = new Database(join(at.folder, "taskflow-hooks.db"));
    db.run(`update webhooks set previous_secret = ${change}`);
    db.close();
  };
  changeSecret("cast(previous_secret || x'00' as blob)");
  expect(() => rotateEncryptionKey({ folder: at.folder, current: undefined, next: undefined })).toThrow();
  expect(existsSync(`${at.keyFile}.next`)).toBe(true);
  expect(readFileSync(at.keyFile, "utf8")).toBe(before);
  changeSecret("substr(previous_secret, 1, length(previous_secret) - 1)");
  expect(await at.secretsWith()).toEqual([NEWER, SECRET]);
});

test("a new key is for its owner alone also where a file of its name was left that others could read", async () => {
  using at = place();
  await at.fill();
  writeFileSync(`${at.keyFile}.next`, "");
  chmodSync(`${at.keyFile}.next`, 0o644);
  rotateEncryptionKey({ folder: at.folder, current: undefined, next: undefined });
  expect(statSync(at.keyFile).mode & 0o777).toBe(0o600);
});

test("rotation that was cut off before its commit changed nothing", async () => {
  using at = place();
  await at.fill();
  writeFileSync(`${at.keyFile}.next`, Buffer.from(OTHER).toString("base64"));
  expect(await at.secretsWith()).toEqual([NEWER, SECRET]);
});

test("what was sealed is overwritten when its webhook gets another secret, or is gone, or the key is rotated", async () => {
  using at = place();
  const store = await at.open(KEY);
  const rows: number[] = [];
  for (let number = 0; number < 10; number++) rows.push(await addWebhook(store, `wh_${number}`));
  const first = sealedIn(at.folder);
  const shorter = { secret: "short", previousSecret: null, previousSecretExpiresAt: null };
  for (const row of rows) await store.webhooks.update(row, shorter, 3);
  const second = sealedIn(at.folder);
  await store.close();
  expect([first.length, second.length]).toEqual([20, 10]);
  expect(leftIn(at.folder, first)).toEqual([]);
  rotateEncryptionKey({ folder: at.folder, current: KEY, next: OTHER });
  // Of the key of before nothing is left in the log either.
  const bytes = bytesIn(at.folder);
  expect(second.filter((text) => bytes.includes(text))).toEqual([]);
  const third = sealedIn(at.folder);
  const again = await at.open(OTHER);
  for (const row of rows) await again.webhooks.remove(row, 4);
  await again.close();
  expect(leftIn(at.folder, third)).toEqual([]);
});

test("what was sealed and stands in pages that are free is overwritten when the key is rotated", async () => {
  using at = place();
  const store = await at.open(KEY);
  const rows = await Promise.all(Array.from({ length: 300 }, (_, number) => addWebhook(store, `wh_${number}`)));
  // Where rows grow, pages split; where most of them go, pages are put together, and those that are free keep copies of the rest.
  const url = `https://a.test/${"x".repeat(1_500)}`;
  await Promise.all(rows.map((row) => store.webhooks.update(row, { url }, 3)));
  await Promise.all(rows.map((row, index) => index % 5 > 0 && store.webhooks.remove(row, 4)));
  while ((await store.upkeep.sweepLeftovers(5, 1_000)) > 0);
  const sealed = sealedIn(at.folder);
  await store.close();
  rotateEncryptionKey({ folder: at.folder, current: KEY, next: OTHER });
  expect(leftIn(at.folder, sealed)).toHaveLength(0);
  const db = new Database(join(at.folder, "taskflow-hooks.db"));
  expect(db.query("pragma integrity_check").values()).toEqual([["ok"]]);
  db.close();
  const again = await at.open(OTHER);
  await Promise.all(Array.from({ length: 100 }, (_, number) => addWebhook(again, `wh_new_${number}`)));
  await again.close();
});

test("rotation is refused while an appliance works there, and where there is none", async () => {
  using at = place();
  const store = await at.open();
  const rotation = { folder: at.folder, current: undefined, next: undefined };
  expect(() => rotateEncryptionKey(rotation)).toThrow(FolderInUse);
  await store.close();
  unlinkSync(join(at.folder, "taskflow-hooks.db"));
  expect(() => rotateEncryptionKey(rotation)).toThrow("no database");
});
