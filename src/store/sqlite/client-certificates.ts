import type { Database } from "bun:sqlite";
import type { ClientCertificate } from "../../core/client-certificate.ts";
import type { SecretBox } from "./secret-box.ts";

/** Certificates of webhooks, with their keys encrypted. Runs within a write. */
export interface ClientCertificates {
  /** Sets a webhook's, in place of the one before; `null` takes it away. */
  put(webhook: { readonly row: number; readonly uid: string }, certificate: ClientCertificate | null): void;
  remove(row: number): void;
}

/** A webhook's certificate as it is read beside it, all of them null where it has none. */
export interface ClientCertificateColumns {
  readonly client_chain: string | null;
  readonly client_subject: string;
  readonly client_issuer: string;
  readonly client_expires_at: number;
  readonly client_fingerprint: string;
  readonly client_private_key: Uint8Array;
}
/** Of the table under the name `c`. */
export const CLIENT_CERTIFICATE_COLUMNS = `
  c.chain as client_chain, c.subject as client_subject, c.issuer as client_issuer, c.expires_at as client_expires_at,
  c.fingerprint as client_fingerprint, c.private_key as client_private_key`;

export function createClientCertificates(db: Database, secrets: Pick<SecretBox, "seal">): ClientCertificates {
  const remove = db.prepare("delete from client_certificates where webhook = ?");
  const insert = db.prepare(`
    insert into client_certificates (webhook, chain, subject, issuer, expires_at, fingerprint, private_key)
    values (?, ?, ?, ?, ?, ?, ?)`);

  /** Certificates take whole pages, and what was on a page that is given back is otherwise left there (`openDatabase`). */
  function overwriting(write: () => void): void {
    db.run("pragma secure_delete = on");
    try {
      write();
    } finally {
      db.run("pragma secure_delete = fast");
    }
  }

  return {
    put({ row, uid }, certificate) {
      overwriting(() => {
        remove.run(row);
        if (!certificate) return;
        const { chain, subject, issuer, expiresAt, fingerprint, privateKey } = certificate;
        insert.run(row, chain, subject, issuer, expiresAt, fingerprint, secrets.seal(privateKey, ownerOf(uid)));
      });
    },
    remove: (row) => overwriting(() => void remove.run(row)),
  };
}

/** @param uid of the webhook */
export function toClientCertificate(
  columns: ClientCertificateColumns,
  uid: string,
  secrets: Pick<SecretBox, "open">,
): ClientCertificate | null {
  if (columns.client_chain === null) return null;
  return {
    chain: columns.client_chain,
    privateKey: secrets.open(columns.client_private_key, ownerOf(uid)),
    subject: columns.client_subject,
    issuer: columns.client_issuer,
    expiresAt: columns.client_expires_at,
    fingerprint: columns.client_fingerprint,
  };
}

/** Encrypts all keys with another encryption key. Within a transaction that overwrites what it deletes. */
export function sealClientKeysAnew(db: Database, before: SecretBox, after: SecretBox): void {
  // Not `prepare`: a statement that nobody ends keeps the files open after `close`.
  const update = db.query("update client_certificates set private_key = ? where webhook = ?");
  const all = db.query<{ webhook: number; uid: string; private_key: Uint8Array }, []>(
    "select c.webhook, w.uid, c.private_key from client_certificates c join webhooks w on w.id = c.webhook",
  );
  for (const { webhook, uid, private_key } of all.all()) {
    const owner = ownerOf(uid);
    update.run(after.seal(before.open(private_key, owner), owner), webhook);
  }
}

/** Not the webhook's id, which its secret is sealed for: the one does not open as the other. Ids have no spaces. */
function ownerOf(uid: string): string {
  return `client key of ${uid}`;
}
