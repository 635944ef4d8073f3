import type { ClientCertificate } from "../core/client-certificate.ts";
import type { Webhook } from "../core/webhook.ts";

/** Who a request comes from, for endpoints that ask (mTLS). */
export interface ClientIdentity {
  /** The webhook's row. */
  readonly webhook: number;
  /** Another one with every change of the certificate; no two webhooks have the same. Sockets are kept apart by it. */
  readonly revision: string;
  readonly certificate: Pick<ClientCertificate, "chain" | "privateKey">;
}

const known = new WeakMap<ClientCertificate, ClientIdentity>();

/** What a webhook shows of itself; `undefined` when it has nothing to show. */
export function identityOf({
  row,
  clientCertificate,
}: Pick<Webhook, "row" | "clientCertificate">): ClientIdentity | undefined {
  if (clientCertificate === null) return undefined;
  const found = known.get(clientCertificate);
  if (found) return found;
  const digest = new Bun.CryptoHasher("sha256").update(clientCertificate.chain).digest("base64url");
  const identity = { webhook: row, revision: `${row}:${digest}`, certificate: clientCertificate };
  known.set(clientCertificate, identity);
  return identity;
}
