import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { SecureVersion, TlsOptions } from "node:tls";
import { readClientCertificate } from "../../src/core/client-certificate.ts";
import { type ClientIdentity, identityOf } from "../../src/delivery/client-identity.ts";
import type { SenderDeps } from "../../src/delivery/sender.ts";
import { workingDirectory } from "../config/setup.ts";
import { makeCertificates } from "../support/certificates.ts";
import { startChild } from "../support/child.ts";
import { startEgressProxy } from "../support/egress-proxy.ts";
import { answer, startReceiver } from "../support/receiver.ts";
import { delivered, failed, openSender, record } from "./recorded.ts";

setDefaultTimeout(30_000);

const certificates = makeCertificates();
const server = certificates.issue("hooks.test");
const VERSIONS = ["TLSv1.2", "TLSv1.3"] as const satisfies SecureVersion[];

/** An endpoint that wants to know who calls, and closes on those it does not know. */
function asking(version: SecureVersion = "TLSv1.3"): TlsOptions {
  const known = { requestCert: true, rejectUnauthorized: true, ca: certificates.authority };
  return { ...server, ...known, minVersion: version, maxVersion: version };
}

/** Of a webhook with this row. */
function identity(row: number, { cert, key }: { readonly cert: string; readonly key: string }): ClientIdentity {
  const read = readClientCertificate({ certificate: cert, privateKey: key });
  if ("field" in read) throw new Error(read.message);
  const found = identityOf({ row, clientCertificate: read });
  if (!found) throw new Error("It has nothing to show.");
  return found;
}

function open(deps: Partial<SenderDeps> = {}) {
  const resolver = { resolve: () => ["127.0.0.1"] };
  return openSender({ authorities: [certificates.authority], resolver, ...deps });
}

const at = (port: number) => `https://hooks.test:${port}/`;
const acme = certificates.issue("acme.test");

describe.each(VERSIONS)("over %s", (version) => {
  test("an endpoint that asks is shown the webhook's certificate, on the same socket from then on", async () => {
    await using receiver = await startReceiver({ tls: asking(version) });
    using sender = open();
    const own = identity(1, acme);
    for (let n = 0; n < 3; n++) expect(await record(sender, at(receiver.port), { identity: own })).toEqual(delivered);
    expect(receiver.requests.map(({ caller, connection }) => [caller, connection])).toEqual(
      Array(3).fill(["acme.test", 1]),
    );
  });

  test("through a tunnel as well", async () => {
    await using receiver = await startReceiver({ tls: asking(version) });
    await using proxy = await startEgressProxy(() => receiver);
    {
      using sender = open({ proxy: { host: "127.0.0.1", port: proxy.port, authorization: undefined } });
      const url = "https://hooks.test/";
      expect(await record(sender, url)).not.toEqual(delivered);
      for (let n = 0; n < 2; n++) {
        expect(await record(sender, url, { identity: identity(1, acme) })).toEqual(delivered);
      }
    }
    await proxy.idle();
    expect(receiver.requests.map(({ caller }) => caller)).toEqual(["acme.test", "acme.test"]);
    expect(proxy.requests).toHaveLength(2);
  });

  test("what an endpoint says to no certificate, and to one it does not know, is recorded as tls", async () => {
    using folder = workingDirectory({ "all.pem": `${server.cert}${server.key}${certificates.authority}` });
    const protocol = version === "TLSv1.2" ? "-tls1_2" : "-tls1_3";
    const options = "-accept 127.0.0.1:0 -cert all.pem -CAfile all.pem -Verify 2 -verify_return_error";
    const command = ["openssl", "s_server", protocol, ...options.split(" ")];
    await using child = startChild(command, { folder: folder.folder, openInput: true });
    const [[, port] = []] = await child.says(/ACCEPT 127.0.0.1:(\d+)/g);
    using sender = open();
    const strange = identity(1, makeCertificates().issue("acme.test"));
    expect(await record(sender, at(Number(port)))).toEqual(failed("tls"));
    expect(await record(sender, at(Number(port)), { identity: strange })).toEqual(failed("tls"));
  });
});

test("a chain is shown whole", async () => {
  await using receiver = await startReceiver({ tls: asking() });
  using sender = open();
  const chained = identity(1, certificates.issueByWayOfAnother("chained.test"));
  expect(await record(sender, at(receiver.port), { identity: chained })).toEqual(delivered);
  expect(receiver.requests).toMatchObject([{ caller: "chained.test" }]);
});

test("an endpoint that closes on a certificate without a word is recorded as reset", async () => {
  await using receiver = await startReceiver({ tls: asking() });
  using sender = open();
  const strange = identity(1, makeCertificates().issue("acme.test"));
  expect(await record(sender, at(receiver.port), { identity: strange })).toEqual(failed("reset"));
  expect(receiver.requests).toEqual([]);
});

test("no webhook's socket is used for another one, be its certificate the same, or none", async () => {
  await using receiver = await startReceiver({ tls: { ...asking(), rejectUnauthorized: false } });
  using sender = open();
  const [one, two, same] = [identity(1, acme), identity(2, certificates.issue("bolt.test")), identity(3, acme)];
  const callers = [one, two, undefined, same, one, two, undefined, same];
  for (const own of callers) expect(await record(sender, at(receiver.port), { identity: own })).toEqual(delivered);
  expect(receiver.requests.map(({ caller, connection }) => [caller, connection])).toEqual([
    ...[
      ["acme.test", 1],
      ["bolt.test", 2],
      [undefined, 3],
      ["acme.test", 4],
    ],
    ...[
      ["acme.test", 1],
      ["bolt.test", 2],
      [undefined, 3],
      ["acme.test", 4],
    ],
  ]);
});

test("once the certificate is another one, or none, no socket of before is used", async () => {
  await using receiver = await startReceiver({ tls: { ...asking(), rejectUnauthorized: false } });
  receiver.reply(answer(200));
  using sender = open();
  const renewed = certificates.issue("acme.test");
  for (const own of [identity(1, acme), identity(1, renewed), undefined, identity(1, acme)]) {
    expect(await record(sender, at(receiver.port), { identity: own })).toEqual(delivered);
  }
  // The last one is that of the beginning, whose socket still speaks for it.
  expect(receiver.requests.map(({ connection }) => connection)).toEqual([1, 2, 3, 1]);
});

test("more webhooks than contexts are kept of are all shown as themselves", async () => {
  await using receiver = await startReceiver({ tls: asking() });
  receiver.reply(answer(200, "", { connection: "close" }));
  using sender = open();
  const bolt = certificates.issue("bolt.test");
  const rows = [...Array(130).keys(), 0, 1];
  for (const row of rows) {
    const own = identity(row, row % 2 === 0 ? acme : bolt);
    expect(await record(sender, at(receiver.port), { identity: own })).toEqual(delivered);
  }
  const expected = rows.map((row) => (row % 2 === 0 ? "acme.test" : "bolt.test"));
  expect(receiver.requests.map(({ caller }) => caller)).toEqual(expected);
});

test("with a certificate that TLS cannot use nothing is sent", async () => {
  await using receiver = await startReceiver({ tls: { ...server } });
  using sender = open();
  const broken = { webhook: 1, revision: "1:broken", certificate: { chain: "none", privateKey: "none" } };
  expect(await record(sender, at(receiver.port), { identity: broken })).toEqual(failed("tls"));
  expect(receiver.connections).toBe(0);
});
