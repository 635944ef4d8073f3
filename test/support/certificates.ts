import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificates {
  /** The authority's certificate, as PEM. */
  readonly authority: string;
  /** A key and a certificate for a name, good for servers and clients, signed by the authority; below zero days it has expired. */
  issue(name: string, days?: number): { key: string; cert: string };
  /** The same signed by another, whose certificate stands behind it, and which the authority has signed. */
  issueByWayOfAnother(name: string): { key: string; cert: string };
  /** A server's key and certificate for a name, signed by nobody but itself. */
  selfSigned(name: string): { key: string; cert: string };
  /** A key and a certificate that names nobody. */
  nameless(): { key: string; cert: string };
}

/** A certificate authority of the test's own, made with openssl. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-ca-"));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => {
    const { exitCode, stderr } = Bun.spawnSync(["openssl", ...args]);
    if (exitCode !== 0) throw new Error(stderr.toString());
  };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...key,
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.pem"),
    "-days",
    "2",
    "-subj",
    "/CN=Test CA",
  );
  const authority = readFileSync(file("ca.pem"), "utf8");
  const read = (name: string) => readFileSync(file(name), "utf8");
  /** Signs what is in `csr`, with the extension in `ext`. */
  const sign = (by: string, into: string, days: number) =>
    openssl(
      ...`x509 -req -days ${days} -CAcreateserial`.split(" "),
      ...["-in", file("csr"), "-CA", file(`${by}.pem`)],
      ...["-CAkey", file(`${by}.key`), "-out", file(into), "-extfile", file("ext")],
    );
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return {
    authority,
    nameless() {
      openssl("req", "-x509", ...key, "-keyout", file("key"), "-out", file("cert"), "-days", "2", "-subj", "/");
      return { key: read("key"), cert: read("cert") };
    },
    selfSigned(name) {
      const files = ["-keyout", file("key"), "-out", file("cert")];
      const extension = ["-addext", `subjectAltName=DNS:${name}`];
      openssl("req", "-x509", ...key, ...files, "-days", "2", "-subj", `/CN=${name}`, ...extension);
      return { key: read("key"), cert: read("cert") };
    },
    issue(name, days = 2) {
      const kind = /^[\d.]+$/.test(name) ? "IP" : "DNS";
      writeFileSync(file("ext"), `subjectAltName=${kind}:${name}\n`);
      openssl("req", ...key, "-keyout", file("key"), "-out", file("csr"), "-subj", `/CN=${name}`);
      sign("ca", "cert", days);
      return { key: read("key"), cert: read("cert") };
    },
    issueByWayOfAnother(name) {
      writeFileSync(file("ext"), "basicConstraints=critical,CA:TRUE\n");
      openssl("req", ...key, "-keyout", file("sub.key"), "-out", file("csr"), "-subj", "/CN=Test sub-CA");
      sign("ca", "sub.pem", 2);
      writeFileSync(file("ext"), `subjectAltName=DNS:${name}\n`);
      openssl("req", ...key, "-keyout", file("key"), "-out", file("csr"), "-subj", `/CN=${name}`);
      sign("sub", "cert", 2);
      return { key: read("key"), cert: read("cert") + read("sub.pem") };
    },
  };
}
