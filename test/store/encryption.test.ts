import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readClientCertificate } from "../../src/core/client-certificate.ts";
import { WrongEncryptionKey } from "../../src/store/sqlite/encryption.ts";
import { rotateEncryptionKey } from "../../src/store/sqlite/key-rotation.ts";
import { FolderInUse } from "../../src/store/sqlite/lock.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { createSecretBox } from "../../src/store/sqlite/secret-box.ts";
import type { Store } from "../../src/store/store.ts";
import { type Certificates, makeCertificates } from "../support/certificates.ts";

const KEY = new Uint8Array(32).fill(1);
const OTHER = new Uint8Array(32).fill(2);
const SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0";
const NEWER = "a newer secret of the customer's own";
const CERTIFICATE = certificateOf(makeCertificates());
/** What no file may hold: of the key a line, so that it may stand there in any form. */
const NEVER = [SECRET, NEWER, CERTIFICATE.privateKey.split("\n")[1] ?? ""];
const NEXT_SECRET = { secret: NEWER, previousSecret: SECRET, previousSecretExpiresAt: 1_000 };

function place() {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-"));
  const keyFile = join(folder, "secret.key");
  const open = (encryptionKey?: Uint8Array) => openStore({ folder, encryptionKey });
  /** With a webhook whose secret was rotated. */
  async function fill(encryptionKey?: Uint8Array): Promise<void> {
    const store = await open(encryptionKey);
    await addWebhook(store, "wh_1");
    await store.close();
  }
  async function secretsWith(encryptionKey?: Uint8Array) {
    const store = await open(encryptionKey);
    const found = await store.webhooks.find(null, "wh_1");
    await store.close();
    expect(found?.webhook.clientCertificate).toEqual(CERTIFICATE);
    return [found?.webhook.secret, found?.webhook.previousSecret];
  }
  return {
    ...{ folder, keyFile, open, fill, secretsWith },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function addWebhook(store: Store, id: string) {
  await store.accounts.create({ id: "acc_1", name: null, managedBy: "api", createdAt: 1 });
  const account = await store.accounts.find("acc_1");
  const webhook = await store.webhooks.create(
    {
      ...{ id, account: account?.row ?? 0, url: "https://a.test/", description: null, events: ["*"], enabled: true },
      ...{ secret: SECRET, clientCertificate: CERTIFICATE, managedBy: "api", createdAt: 1, updatedAt: 1 },
    },
    10,
  );
  if (typeof webhook === "string") throw new Error(webhook);
  await store.webhooks.update(webhook.row, NEXT_SECRET, 2);
  return webhook.row;
}

function certificateOf(certificates: Certificates) {
  const { cert, key } = certificates.issue("acme.test");
  const read = readClientCertificate({ certificate: cert, privateKey: key });
  if ("field" in read) throw new Error(read.message);
  return read;
}

/** What of these texts is in the files once the log was taken into the database. */
function leftIn(folder: string, texts: readonly string[]): string[] {
  const db = new Database(join(folder, "taskflow-hooks.db"));
  db.run("pragma wal_checkpoint(truncate)");
  db.close();
  const bytes = bytesIn(folder);
  return texts.filter((text) => bytes.includes(text));
}

/** All files of a folder but the key, as one text. */
function bytesIn(folder: string): string {
  const names = readdirSync(folder).filter((name) => !name.startsWith("secret.key"));
  return names.map((name) => readFileSync(join(folder, name), "latin1")).join();
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
  for (const secret of NEVER) expect(everything()).not.toContain(secret);
  await store.webhooks.remove(row, 3);
  await store.close();
  expect(everything()).toContain("https://a.test/");
  for (const secret of NEVER) expect(everything()).not.toContain(secret);
});

test("rotation in place makes a new key in the folder, with which all is as it was", async () => {
  using at = place();
  await at.fill();
  const before = readFileSync(at.keyFile, "utf8");
  expect(rotateEncryptionKey({ folder: at.folder, current: undefined, next: undefined })).toBe(1);
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
  expect(() => rotateEncryptionKey({ folder: at.folder, current: KEY, next: OTHER })).toThrow(WrongEncryptionKey);
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
  const another = certificateOf(makeCertificates());
  const shorter = { secret: "short", previousSecret: null, previousSecretExpiresAt: null };
  for (const row of rows) await store.webhooks.update(row, { ...shorter, clientCertificate: another }, 3);
  const second = sealedIn(at.folder);
  await store.close();
  expect([first.length, second.length]).toEqual([30, 20]);
  expect(leftIn(at.folder, first)).toEqual([]);
  rotateEncryptionKey({ folder: at.folder, current: KEY, next: OTHER });
  expect(leftIn(at.folder, second)).toEqual([]);
  const third = sealedIn(at.folder);
  const again = await at.open(OTHER);
  for (const row of rows) await again.webhooks.remove(row, 4);
  await again.close();
  expect(leftIn(at.folder, third)).toEqual([]);
});

test("a key goes with its certificate, and large ones, which take pages of their own, are overwritten too", async () => {
  using at = place();
  const store = await at.open(KEY);
  const rows: number[] = [];
  for (let number = 0; number < 5; number++) rows.push(await addWebhook(store, `wh_${number}`));
  // As large as they can be, and not to be found in the pages of a small one.
  const large = { ...CERTIFICATE, chain: CERTIFICATE.chain.repeat(30), privateKey: CERTIFICATE.privateKey.repeat(30) };
  for (const row of rows) await store.webhooks.update(row, { clientCertificate: large }, 3);
  const tails = sealedIn(at.folder).map((sealed) => sealed.slice(-200));
  expect(leftIn(at.folder, tails)).toEqual(tails);
  for (const row of rows.slice(0, 3)) await store.webhooks.update(row, { clientCertificate: null }, 4);
  for (const row of rows.slice(3)) await store.webhooks.remove(row, 4);
  expect((await store.webhooks.find(null, "wh_0"))?.webhook).toMatchObject({ clientCertificate: null, updatedAt: 4 });
  await store.close();
  expect(leftIn(at.folder, tails.slice(10))).toEqual([]);
});

test("a key that is put in a secret's place, or with another webhook, does not open", async () => {
  using at = place();
  const store = await at.open(KEY);
  await addWebhook(store, "wh_1");
  await addWebhook(store, "wh_2");
  await store.close();
  for (const swap of [
    "update webhooks set secret = (select private_key from client_certificates where webhook = webhooks.id)",
    "update client_certificates set private_key = (select secret from webhooks where id = webhook)",
    "update client_certificates set private_key = (select private_key from client_certificates c where c.webhook <> client_certificates.webhook)",
  ]) {
    cpSync(at.folder, `${at.folder}.swapped`, { recursive: true });
    const db = new Database(join(`${at.folder}.swapped`, "taskflow-hooks.db"));
    db.run(swap);
    db.close();
    const opened = await openStore({ folder: `${at.folder}.swapped`, encryptionKey: KEY });
    expect(opened.webhooks.find(null, "wh_1")).rejects.toThrow();
    await opened.close();
    rmSync(`${at.folder}.swapped`, { recursive: true });
  }
});

/** The secrets and keys of all webhooks as they are stored, the secrets first. */
function sealedIn(folder: string): string[] {
  const db = new Database(join(folder, "taskflow-hooks.db"), { readonly: true });
  const secrets = db.query("select secret, previous_secret from webhooks").values() as (Uint8Array | null)[][];
  const keys = db.query("select private_key from client_certificates").values() as Uint8Array[][];
  db.close();
  // The newest of it may yet stand in the log alone.
  return [...secrets, ...keys].flat().flatMap((bytes) => (bytes ? Buffer.from(bytes).toString("latin1") : []));
}

test("rotation is refused while an appliance works there, and where there is none", async () => {
  using at = place();
  const store = await at.open();
  const rotation = { folder: at.folder, current: undefined, next: undefined };
  expect(() => rotateEncryptionKey(rotation)).toThrow(FolderInUse);
  await store.close();
  unlinkSync(join(at.folder, "taskflow-hooks.db"));
  expect(() => rotateEncryptionKey(rotation)).toThrow("no database");
});
