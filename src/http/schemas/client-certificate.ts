import { type Static, Type } from "@sinclair/typebox";
import {
  type CertificateTexts,
  type ClientCertificate,
  LONGEST_CERTIFICATE,
  LONGEST_PRIVATE_KEY,
} from "../../core/client-certificate.ts";
import { formatTime } from "../../core/time.ts";
import { closed, nullable, text, time } from "./parts.ts";

/** What a webhook shows of itself to an endpoint that asks (mTLS), as it is given. */
export const ClientCertificateInput = nullable(
  Type.Object(
    {
      certificate: text({
        description: "PEM: its own certificate first, then those between it and its authority.",
        minLength: 1,
        maxLength: LONGEST_CERTIFICATE,
      }),
      private_key: text({
        description: "PEM, not encrypted: RSA, ECDSA on P-256, P-384 or P-521, or Ed25519. It is never shown.",
        minLength: 1,
        maxLength: LONGEST_PRIVATE_KEY,
        writeOnly: true,
      }),
    },
    closed,
  ),
  { description: "Shown to the endpoint when it asks who calls (mTLS), over https alone. Null is none." },
);

/** And as it is shown. */
export const ClientCertificateView = nullable(
  Type.Object({
    subject: Type.String({ description: "Empty where it names nobody.", examples: ["O=Acme, CN=hooks"] }),
    issuer: Type.String({ description: "Who signed it." }),
    expires_at: time("Until when it is good."),
    fingerprint_sha256: Type.String({ description: "Of the certificate itself, 64 hex digits." }),
  }),
  { description: "What is shown to the endpoint when it asks who calls (mTLS)." },
);

/** Left out where it was left out. */
export function certificateTexts(input: Static<typeof ClientCertificateInput> | undefined): {
  readonly clientCertificate?: CertificateTexts | null;
} {
  if (!input) return input === null ? { clientCertificate: null } : {};
  return { clientCertificate: { certificate: input.certificate, privateKey: input.private_key } };
}

export function clientCertificateView(certificate: ClientCertificate | null) {
  if (!certificate) return null;
  const { subject, issuer, expiresAt, fingerprint } = certificate;
  return { subject, issuer, expires_at: formatTime(expiresAt), fingerprint_sha256: fingerprint };
}
