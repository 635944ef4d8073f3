import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { EpochMs } from "./time.ts";

/** What a webhook shows of itself to an endpoint that asks who calls (mTLS), and the key that proves it. */
export interface ClientCertificate {
  /** PEM: its own certificate first, then those between it and its authority. */
  readonly chain: string;
  /** PEM, PKCS #8, as it is. */
  readonly privateKey: string;
  /** The names of its owner and of who signed it, as `C=GB, O=Acme, CN=hooks`; empty where there is none. */
  readonly subject: string;
  readonly issuer: string;
  readonly expiresAt: EpochMs;
  /** SHA-256 of the certificate itself: 64 hex digits in lower case. */
  readonly fingerprint: string;
}

/** PEM texts as they are given. */
export interface CertificateTexts {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Why they cannot be taken. The message repeats nothing of them. */
export interface CertificateFault {
  readonly field: keyof CertificateTexts;
  readonly message: string;
}

/** Characters, 32 KiB in all: a key of 8,192 bits has less, and so have ten certificates of a usual size. */
export const LONGEST_CERTIFICATE = 24_576;
export const LONGEST_PRIVATE_KEY = 8_192;
export const MOST_CERTIFICATES = 10;

/**
 * Reads a certificate with its key, or says what is wrong with them. Text around the PEM blocks is left out, and is not kept.
 * Whether it has expired is not asked here.
 */
export function readClientCertificate(texts: CertificateTexts): ClientCertificate | CertificateFault {
  const certificates = readCertificates(texts.certificate);
  if (typeof certificates === "string") return { field: "certificate", message: certificates };
  const key = readPrivateKey(texts.privateKey);
  if (typeof key === "string") return { field: "privateKey", message: key };
  const [own] = certificates;
  if (!own || !parse(() => own.checkPrivateKey(key))) return { field: "privateKey", message: ANOTHER_KEY };
  return {
    chain: certificates.map(String).join(""),
    privateKey: key.export({ type: "pkcs8", format: "pem" }) as string,
    subject: nameOf(own.subject),
    issuer: nameOf(own.issuer),
    expiresAt: Date.parse(own.validTo),
    fingerprint: own.fingerprint256.replaceAll(":", "").toLowerCase(),
  };
}

/** Whether two are the same, chain and key. */
export function isSameCertificate(one: ClientCertificate | null, other: ClientCertificate | null): boolean {
  return one?.chain === other?.chain && one?.privateKey === other?.privateKey;
}

// No dash within: a text of many beginnings and no end is read through once.
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----[^-]+-----END \1-----/g;

const ANOTHER_KEY =
  "This is not the key of the certificate. Of several certificates the one that the key is of must stand first.";

function readCertificates(text: string): readonly X509Certificate[] | string {
  if (text.length > LONGEST_CERTIFICATE) return `This has more than ${LONGEST_CERTIFICATE} characters.`;
  if (text.includes("PRIVATE KEY-----")) return "There is a private key in this: give it in its own field alone.";
  const blocks = text.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) return "There is no certificate in this: it must be PEM, with -----BEGIN CERTIFICATE-----.";
  if (blocks.length > MOST_CERTIFICATES)
    return `There are more than ${MOST_CERTIFICATES} certificates in this: its own, and those between it and its authority, are enough.`;
  const certificates = blocks.flatMap((pem) => parse(() => new X509Certificate(pem)) ?? []);
  return certificates.length === blocks.length ? certificates : "There is a certificate in this that cannot be read.";
}

function readPrivateKey(text: string): KeyObject | string {
  if (text.length > LONGEST_PRIVATE_KEY) return `This has more than ${LONGEST_PRIVATE_KEY} characters.`;
  if (/BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(text))
    return "This key is encrypted, and its passphrase is not known here. Take the encryption off, with openssl pkey -in key.pem for one: it is stored encrypted.";
  const blocks = text.match(PRIVATE_KEY) ?? [];
  if (blocks.length > 1) return "There is more than one private key in this: give one.";
  const [pem] = blocks;
  if (pem === undefined) return "There is no private key in this: it must be PEM, with -----BEGIN PRIVATE KEY-----.";
  const key = parse(() => createPrivateKey(pem));
  if (!key) return `This key cannot be read, or is of a kind that is not known here: ${KINDS}.`;
  return isUsable(key) ? key : `Keys of this kind cannot be used for TLS here: ${KINDS}.`;
}

const KINDS = "RSA, ECDSA on P-256, P-384 or P-521, and Ed25519 will do";
const CURVES: ReadonlySet<string | undefined> = new Set(["prime256v1", "secp384r1", "secp521r1"]);

function isUsable({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === "ec") return CURVES.has(asymmetricKeyDetails?.namedCurve);
  return asymmetricKeyType === "rsa" || asymmetricKeyType === "ed25519";
}

function parse<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** A line for each of its parts, in a certificate; Bun has `undefined` for a name without any. */
function nameOf(lines: string | undefined): string {
  return (lines ?? "").replaceAll("\n", ", ");
}
