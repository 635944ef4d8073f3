import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificates {
  /** The authority's certificate, as PEM. */
  readonly authority: string;
  /** A server's key and certificate for a name, signed by the authority; below zero days it has expired. */
  issue(name: string, days?: number): { key: string; cert: string };
  /** A server's key and certificate for a name, signed by nobody but itself. */
  selfSigned(name: string): { key: string; cert: string };
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
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return {
    authority,
    selfSigned(name) {
      const files = ["-keyout", file("key"), "-out", file("cert")];
      const extension = ["-addext", `subjectAltName=DNS:${name}`];
      openssl("req", "-x509", ...key, ...files, "-days", "2", "-subj", `/CN=${name}`, ...extension);
      return { key: readFileSync(file("key"), "utf8"), cert: readFileSync(file("cert"), "utf8") };
    },
    issue(name, days = 2) {
      const kind = /^[\d.]+$/.test(name) ? "IP" : "DNS";
      writeFileSync(file("ext"), `subjectAltName=${kind}:${name}\n`);
      openssl("req", ...key, "-keyout", file("key"), "-out", file("csr"), "-subj", `/CN=${name}`);
      openssl(
        ...`x509 -req -days ${days} -CAcreateserial`.split(" "),
        ...["-in", file("csr"), "-CA", file("ca.pem")],
        ...["-CAkey", file("ca.key"), "-out", file("cert"), "-extfile", file("ext")],
      );
      return { key: readFileSync(file("key"), "utf8"), cert: readFileSync(file("cert"), "utf8") };
    },
  };
}
