import { Database } from "bun:sqlite";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/sqlite/open.ts";
import type { Store } from "../../src/store/store.ts";

export const KEY = new Uint8Array(32).fill(1);
export const OTHER = new Uint8Array(32).fill(2);
export const SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0";
export const NEWER = "a newer secret of the customer's own";
const NEXT_SECRET = { secret: NEWER, previousSecret: SECRET, previousSecretExpiresAt: 1_000 };

/** A data folder for secrets: `using at = place()`. */
export function place() {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-"));
  const keyFile = join(folder, "secret.key");
  const open = (encryptionKey?: Uint8Array) => openStore({ folder, encryptionKey });
  /** With a webhook whose secret was rotated. */
  async function fill(encryptionKey?: Uint8Array): Promise<void> {
    const store = await open(encryptionKey);
    await addWebhook(store, "wh_1");
    await store.close();
  }
  return {
    ...{ folder, keyFile, open, fill },
    secretsWith: (encryptionKey?: Uint8Array) => secretsIn(folder, encryptionKey),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The secrets of `wh_1`, as an appliance that starts in the folder reads them. */
export async function secretsIn(folder: string, encryptionKey?: Uint8Array) {
  const store = await openStore({ folder, encryptionKey });
  const found = await store.webhooks.find(null, "wh_1");
  await store.close();
  return [found?.webhook.secret, found?.webhook.previousSecret];
}

export async function addWebhook(store: Store, id: string) {
  await store.accounts.create({ id: "acc_1", name: null, managedBy: "api", createdAt: 1 });
  const account = await store.accounts.find("acc_1");
  const webhook = await store.webhooks.create(
    {
      ...{ id, account: account?.row ?? 0, url: "https://a.test/", description: null, events: ["*"], enabled: true },
      ...{ secret: SECRET, managedBy: "api", createdAt: 1, updatedAt: 1 },
    },
    1_000,
  );
  if (typeof webhook === "string") throw new Error(webhook);
  await store.webhooks.update(webhook.row, NEXT_SECRET, 2);
  return webhook.row;
}

/** All files of a folder but the key, as one text. */
export function bytesIn(folder: string): string {
  const names = readdirSync(folder).filter((name) => !name.startsWith("secret.key"));
  return names.map((name) => readFileSync(join(folder, name), "latin1")).join();
}

/** The secrets of all webhooks as they are stored. */
export function sealedIn(folder: string): string[] {
  const db = new Database(join(folder, "taskflow-hooks.db"), { readonly: true });
  const rows = db.query("select secret, previous_secret from webhooks").values() as (Uint8Array | null)[][];
  db.close();
  // The newest of it may yet stand in the log alone.
  return rows.flat().flatMap((bytes) => (bytes ? Buffer.from(bytes).toString("latin1") : []));
}
