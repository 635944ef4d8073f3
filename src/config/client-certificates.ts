import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ClientCertificate, readClientCertificate } from "../core/client-certificate.ts";
import type { FieldFault } from "../core/errors.ts";
import type { Config } from "./schema.ts";

type Files = NonNullable<Config["webhooks"][number]["clientCertificate"]>;

const FILE_OF = { certificate: "certificateFile", privateKey: "privateKeyFile" } as const satisfies Record<
  string,
  keyof Files
>;

/**
 * The certificate in a webhook's files; `null` where there is none, or a fault. One that has expired is taken: it must not keep
 * the whole appliance from starting.
 *
 * @param path of the webhook
 */
export function readCertificateFiles(
  files: Files | undefined,
  path: string,
  workingDirectory: string,
  faults: FieldFault[],
): ClientCertificate | null {
  if (!files) return null;
  const tell = (file: keyof Files, message: string) => {
    faults.push({ path: `${path}.clientCertificate.${file}`, message });
    return null;
  };
  const certificate = readText(resolve(workingDirectory, files.certificateFile));
  if (certificate === undefined) return tell("certificateFile", UNREADABLE);
  const privateKey = readText(resolve(workingDirectory, files.privateKeyFile));
  if (privateKey === undefined) return tell("privateKeyFile", UNREADABLE);
  const read = readClientCertificate({ certificate, privateKey });
  return "field" in read ? tell(FILE_OF[read.field], read.message) : read;
}

const UNREADABLE = "names a file that cannot be read.";

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
