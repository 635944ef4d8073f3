import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";

/**
 * Whose certificates are believed: the built-in authorities' and these, as PEM. No others, so they are all named: Bun takes more
 * from NODE_EXTRA_CA_CERTS, SSL_CERT_FILE and their like. One serves all sockets: it is more than a hundred certificates to read.
 */
export function createTrust(authorities: readonly string[]): SecureContext {
  return createSecureContext({ ca: [...rootCertificates, ...authorities], minVersion: "TLSv1.2" });
}
