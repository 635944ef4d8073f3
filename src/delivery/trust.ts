import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import type { ClientIdentity } from "./client-identity.ts";

/** What TLS goes by: whose certificates are believed, and what is shown of ourselves. */
export interface Trust {
  /** Shows nothing. */
  readonly anonymous: SecureContext;
  /** Shows a webhook's certificate; `undefined` when TLS cannot use it. */
  showing(identity: ClientIdentity): SecureContext | undefined;
}

interface Shown {
  readonly revision: string;
  readonly context: SecureContext | undefined;
}

/** Webhooks whose contexts are kept, 0.2 MB each. Another one is made in a millisecond, when a socket is opened. */
const KEPT = 128;

/**
 * Whose certificates are believed: the built-in authorities' and these, as PEM. No others, so they are all named: Bun takes more
 * from NODE_EXTRA_CA_CERTS, SSL_CERT_FILE and their like. One serves all sockets: it is more than a hundred certificates to read.
 * Only a webhook with a certificate of its own has another: Bun takes `cert` and `key` from the context alone.
 */
export function createTrust(authorities: readonly string[]): Trust {
  const believed = { ca: [...rootCertificates, ...authorities], minVersion: "TLSv1.2" as const };
  /** By webhook, the one used last at the end. */
  const shown = new Map<number, Shown>();

  function show({ revision, certificate }: ClientIdentity): Shown {
    try {
      const own = { cert: certificate.chain, key: certificate.privateKey };
      return { revision, context: createSecureContext({ ...believed, ...own }) };
    } catch {
      return { revision, context: undefined };
    }
  }

  return {
    anonymous: createSecureContext(believed),
    showing(identity) {
      const { webhook, revision } = identity;
      const before = shown.get(webhook);
      const now = before?.revision === revision ? before : show(identity);
      shown.delete(webhook);
      shown.set(webhook, now);
      const [oldest] = shown.keys();
      if (shown.size > KEPT && oldest !== undefined) shown.delete(oldest);
      return now.context;
    },
  };
}
