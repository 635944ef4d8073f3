import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClientCertificate, readClientCertificate } from "../../src/core/client-certificate.ts";
import { rotateEncryptionKey } from "../../src/store/sqlite/key-rotation.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import type { Store } from "../../src/store/store.ts";
import { makeCertificates } from "../support/certificates.ts";

setDefaultTimeout(30_000);

const KEY = new Uint8Array(32).fill(1);
const OTHER = new Uint8Array(32).fill(2);
const certificates = makeCertificates();
const [acme, bolt] = [certificateOf("acme.test"), certificateOf("bolt.test")];
/** As large as they can be: they take pages of their own. */
const large = { ...acme, chain: acme.chain.repeat(30), privateKey: acme.privateKey.repeat(30) };

function certificateOf(name: string): ClientCertificate {
  const { cert, key } = certificates.issue(name);
  const read = readClientCertificate({ certificate: cert, privateKey: key });
  if ("field" in read) throw new Error(read.message);
  return read;
}

function place() {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-"));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** So many webhooks with this certificate, by their rows. */
async function addWebhooks(store: Store, count: number, clientCertificate: ClientCertificate): Promise<number[]> {
  const account = await store.accounts.create({ id: "acc_1", name: null, managedBy: "api", createdAt: 1 });
  const own = { account: account?.row ?? 0, url: "https://a.test/", description: null, events: ["*"], enabled: true };
  const made = { ...own, secret: "a secret", clientCertificate, managedBy: "api", createdAt: 1, updatedAt: 1 } as const;
  const rows: number[] = [];
  for (let number = 0; number < count; number++) {
    const webhook = await store.webhooks.create({ ...made, id: `wh_${number}` }, count);
    rows.push(typeof webhook === "string" ? Number.NaN : webhook.row);
  }
  return rows;
}

const shownBy = async (store: Store, row: number) => (await store.webhooks.get(row))?.clientCertificate;

/** The ends of all keys as they are stored. */
function sealedIn(folder: string): string[] {
  const db = new Database(join(folder, "taskflow-hooks.db"), { readonly: true });
  const rows = db.query("select private_key from client_certificates").values() as Uint8Array[][];
  db.close();
  return rows.flat().map((sealed) => Buffer.from(sealed).toString("latin1").slice(-200));
}

/** What of these texts is in the files once the log was taken into the database. */
function leftIn(folder: string, texts: readonly string[]): string[] {
  const db = new Database(join(folder, "taskflow-hooks.db"));
  db.run("pragma wal_checkpoint(truncate)");
  db.close();
  const bytes = bytesIn(folder);
  return texts.filter((text) => bytes.includes(text));
}

function bytesIn(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join();
}

test("no key is in the files, but the certificate is, until its webhook is gone", async () => {
  using at = place();
  const store = await openStore({ folder: at.folder, encryptionKey: KEY });
  const [row = 0] = await addWebhooks(store, 1, acme);
  const [, keyLine = "none"] = acme.privateKey.split("\n");
  const [, certificateLine = "none"] = acme.chain.split("\n");
  expect([keyLine, certificateLine].map((line) => bytesIn(at.folder).includes(line))).toEqual([false, true]);
  await store.webhooks.remove(row, 2);
  await store.close();
  expect(leftIn(at.folder, [keyLine, certificateLine])).toEqual([]);
});

test.each([
  ["small", acme],
  ["large", large],
])("%s keys are overwritten when another one comes, or none, or their webhook goes", async (_, first) => {
  using at = place();
  const store = await openStore({ folder: at.folder, encryptionKey: KEY });
  const rows = await addWebhooks(store, 9, first);
  const sealed = sealedIn(at.folder);
  expect(leftIn(at.folder, sealed)).toEqual(sealed);
  for (const row of rows.slice(0, 3)) await store.webhooks.update(row, { clientCertificate: null }, 2);
  for (const row of rows.slice(3, 6)) await store.webhooks.update(row, { clientCertificate: bolt }, 2);
  for (const row of rows.slice(6)) await store.webhooks.remove(row, 2);
  await store.close();
  expect(leftIn(at.folder, sealed)).toEqual([]);
  expect(sealedIn(at.folder)).toHaveLength(3);
});

test("with another encryption key they are as they were, and what the one before opens is overwritten", async () => {
  using at = place();
  const store = await openStore({ folder: at.folder, encryptionKey: KEY });
  const rows = await addWebhooks(store, 3, large);
  await store.close();
  const sealed = sealedIn(at.folder);
  rotateEncryptionKey({ folder: at.folder, current: KEY, next: OTHER });
  expect(leftIn(at.folder, sealed)).toEqual([]);
  const again = await openStore({ folder: at.folder, encryptionKey: OTHER });
  for (const row of rows) expect(await shownBy(again, row)).toEqual(large);
  await again.close();
});

test("a key that is put in a secret's place, or beside another webhook, does not open", async () => {
  using at = place();
  const store = await openStore({ folder: at.folder, encryptionKey: KEY });
  const [row = 0] = await addWebhooks(store, 2, acme);
  await store.close();
  const other = "select c.private_key from client_certificates c where c.webhook <> client_certificates.webhook";
  for (const swap of [
    "update webhooks set secret = (select private_key from client_certificates where webhook = webhooks.id)",
    "update client_certificates set private_key = (select secret from webhooks where id = webhook)",
    `update client_certificates set private_key = (${other})`,
  ]) {
    using copy = place();
    cpSync(at.folder, copy.folder, { recursive: true });
    const db = new Database(join(copy.folder, "taskflow-hooks.db"));
    db.run(swap);
    db.close();
    const opened = await openStore({ folder: copy.folder, encryptionKey: KEY });
    await expect(shownBy(opened, row)).rejects.toThrow();
    await opened.close();
  }
});
