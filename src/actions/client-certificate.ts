import { type CertificateTexts, type ClientCertificate, readClientCertificate } from "../core/client-certificate.ts";
import { Refusal } from "../core/errors.ts";
import type { EpochMs } from "../core/time.ts";

const PATHS = {
  certificate: "/client_certificate/certificate",
  privateKey: "/client_certificate/private_key",
} as const satisfies Record<keyof CertificateTexts, string>;

/** The certificate that a webhook is to show. @throws Refusal `validation_failed` */
export function requireClientCertificate(texts: CertificateTexts, now: EpochMs): ClientCertificate {
  const read = readClientCertificate(texts);
  if ("field" in read) throw refusal(PATHS[read.field], read.message);
  if (read.expiresAt > now) return read;
  throw refusal(PATHS.certificate, "This certificate has expired: give one that is in date.");
}

/**
 * Over http nothing would ask for it. @throws Refusal `validation_failed`
 *
 * @param path of the field that the caller sent
 */
export function requireTls(url: string, path: "/url" | "/client_certificate"): void {
  if (new URL(url).protocol === "https:") return;
  throw refusal(
    path,
    "A client certificate is shown over https alone. Use an https URL, or take the certificate away with null.",
  );
}

function refusal(path: string, message: string): Refusal {
  return new Refusal("validation_failed", "The webhook's client certificate cannot be taken.", [{ path, message }]);
}
