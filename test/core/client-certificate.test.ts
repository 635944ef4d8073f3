import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import {
  type CertificateTexts,
  type ClientCertificate,
  LONGEST_CERTIFICATE,
  LONGEST_PRIVATE_KEY,
  readClientCertificate,
} from "../../src/core/client-certificate.ts";
import { makeCertificates } from "../support/certificates.ts";

setDefaultTimeout(30_000);

const certificates = makeCertificates();
const { cert, key } = certificates.issue("acme.test");
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const another = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
const cipher = { cipher: "aes-256-cbc", passphrase: "hunter2-and-more" };

function read(certificate: string, own: string): ClientCertificate {
  const found = readClientCertificate({ certificate, privateKey: own });
  if ("field" in found) throw new Error(found.message);
  return found;
}

test("a certificate is read with what is to be known of it", () => {
  const { validTo, fingerprint256 } = new X509Certificate(cert);
  expect(read(cert, key)).toEqual({
    chain: cert,
    privateKey: key,
    subject: "CN=acme.test",
    issuer: "CN=Test CA",
    expiresAt: new Date(validTo).getTime(),
    fingerprint: fingerprint256.toLowerCase().replaceAll(":", ""),
  });
});

test("of a chain all certificates are kept, and the first is its own", () => {
  const chain = certificates.issueByWayOfAnother("chained.test");
  const found = read(chain.cert, chain.key);
  expect(found.chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect([found.subject, found.issuer]).toEqual(["CN=chained.test", "CN=Test sub-CA"]);
});

test("text around the blocks, other line ends and the older form of a key make no difference", () => {
  const older = createPrivateKey(key).export({ type: "sec1", format: "pem" }) as string;
  const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
  const written = [`Bag Attributes\n${cert}`, `${parameters}${older}`].map((text) => text.replaceAll("\n", "\r\n"));
  expect(read(written[0] ?? "", written[1] ?? "")).toEqual(read(cert, key));
});

test("a certificate that names nobody has an empty subject", () => {
  const nobody = certificates.nameless();
  expect(read(nobody.cert, nobody.key)).toMatchObject({ subject: "", issuer: "" });
});

describe("what cannot be taken is told by its field, and nothing of it is repeated:", () => {
  const begun = key.slice(0, 60);
  const curve = generateKeyPairSync("ec", { namedCurve: "P-224" }).privateKey;
  const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

  test.each<[string, certificate: string, key: string, field: keyof CertificateTexts, message: string]>([
    ["text that is no certificate", "hello", key, "certificate", "no certificate"],
    ["a key in the certificate's place", key, key, "certificate", "private key in this"],
    ["a key beside the certificate", cert + key, key, "certificate", "private key in this"],
    ["a broken certificate", broken, key, "certificate", "cannot be read"],
    ["a broken one behind a good one", cert + broken, key, "certificate", "cannot be read"],
    ["more certificates than anybody has", cert.repeat(11), key, "certificate", "more than 10"],
    ["a long certificate", `${cert}${" ".repeat(LONGEST_CERTIFICATE)}`, key, "certificate", "24576 characters"],
    ["text that is no key", cert, "hello", "privateKey", "no private key"],
    ["a certificate in the key's place", cert, cert, "privateKey", "no private key"],
    ["half a key", cert, begun, "privateKey", "no private key"],
    ["a broken key", cert, broken.replaceAll("CERTIFICATE", "PRIVATE KEY"), "privateKey", "cannot be read"],
    ["two keys", cert, key + another, "privateKey", "more than one"],
    ["a long key", cert, `${key}${" ".repeat(LONGEST_PRIVATE_KEY)}`, "privateKey", "8192 characters"],
    ["the key of another certificate", cert, certificates.issue("b.test").key, "privateKey", "not the key of"],
    ["a key of another kind", cert, another, "privateKey", "not the key of"],
    ["a curve that TLS has not", cert, curve.export({ type: "pkcs8", format: "pem" }) as string, "privateKey", "P-256"],
    [
      "an encrypted key",
      cert,
      privateKey.export({ type: "pkcs8", format: "pem", ...cipher }) as string,
      "privateKey",
      "openssl pkey",
    ],
    [
      "an encrypted key of the older form",
      cert,
      privateKey.export({ type: "pkcs1", format: "pem", ...cipher }) as string,
      "privateKey",
      "openssl pkey",
    ],
  ])("%s", (_, certificate, own, field, message) => {
    const fault = readClientCertificate({ certificate, privateKey: own });
    expect(fault).toEqual({ field, message: expect.stringContaining(message) });
    for (const line of [...certificate.split("\n"), ...own.split("\n")].filter(({ length }) => length > 30)) {
      expect(JSON.stringify(fault)).not.toContain(line);
    }
  });
});
