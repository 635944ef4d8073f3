import { expect, setDefaultTimeout, test } from "bun:test";
import { makeCertificates } from "../support/certificates.ts";
import { workingDirectory } from "./setup.ts";

setDefaultTimeout(30_000);

const certificates = makeCertificates();
const { cert, key } = certificates.issue("ci.test");
const expired = certificates.issue("old.test", -1);

/** A configuration with one webhook, and these files beside it. */
function folderWith(files: Record<string, string>, webhook: Record<string, unknown> = {}) {
  const clientCertificate = { certificateFile: "./client.pem", privateKeyFile: "keys/client.key" };
  const own = { id: "wh_ci", account: "acc_1", url: "https://ci.example.com/", events: ["*"], secret: "s3cret" };
  const config = { accounts: [{ id: "acc_1" }], webhooks: [{ ...own, clientCertificate, ...webhook }] };
  return workingDirectory({ "taskflow-hooks.config.json": JSON.stringify(config), ...files });
}

test("a webhook's certificate is read from its files, and one that has expired is taken", async () => {
  using folder = folderWith({ "client.pem": cert, "keys/client.key": key });
  const [webhook] = (await folder.load()).webhooks;
  expect(webhook?.clientCertificate).toMatchObject({ chain: cert, privateKey: key, subject: "CN=ci.test" });
  using old = folderWith({ "client.pem": expired.cert, "keys/client.key": expired.key });
  expect((await old.load()).webhooks[0]?.clientCertificate?.subject).toBe("CN=old.test");
  using without = folderWith({}, { clientCertificate: undefined });
  expect((await without.load()).webhooks[0]?.clientCertificate).toBeNull();
});

test.each<[what: string, files: Record<string, string>, webhook: Record<string, unknown>, path: string, says: string]>([
  ["a file that is not there", { "client.pem": cert }, {}, ".privateKeyFile", "cannot be read"],
  ["no certificate", { "client.pem": key, "keys/client.key": key }, {}, ".certificateFile", "private key in this"],
  ["another key", { "client.pem": cert, "keys/client.key": expired.key }, {}, ".privateKeyFile", "not the key of"],
  ["http", { "client.pem": cert, "keys/client.key": key }, { url: "http://ci.example.com/" }, "", "over https alone"],
  ["one file", {}, { clientCertificate: { certificateFile: "a" } }, ".privateKeyFile", "is missing"],
  ["a slip", {}, { clientCertificate: { certificatFile: "a" } }, ".certificatFile", '"certificateFile"'],
])("%s is refused by its field, and nothing of a file is repeated", async (_, files, webhook, path, says) => {
  using folder = folderWith(files, webhook);
  const { faults, message } = await folder.refusal({ flags: { dev: true } });
  const wanted = `webhooks[0].clientCertificate${path}`;
  expect(faults.find((fault) => fault.path === wanted)?.message).toContain(says);
  for (const text of [cert, key, expired.key]) expect(message).not.toContain(text.split("\n")[1] ?? "");
});
