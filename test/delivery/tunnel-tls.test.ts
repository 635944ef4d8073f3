import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { SecureVersion, TlsOptions } from "node:tls";
import { makeCertificates } from "../support/certificates.ts";
import { startEgressProxy } from "../support/egress-proxy.ts";
import { startReceiver } from "../support/receiver.ts";
import { startTcpServer } from "../support/tcp-server.ts";
import { BROKEN_HANDSHAKES } from "./handshakes.ts";
import { delivered, failed, openSender, type Recorded, record, timeFor } from "./recorded.ts";

setDefaultTimeout(30_000);

const certificates = makeCertificates();
const own = certificates.issue("hooks.test");

/** Attempts at an endpoint through a proxy. */
async function recordedAt(port: number, expected: Recorded, host = "hooks.test", times = 1): Promise<Recorded> {
  await using proxy = await startEgressProxy(() => ({ port }));
  const route = { host: "127.0.0.1", port: proxy.port, authorization: undefined };
  let recorded: Recorded = failed("dns");
  {
    using sender = openSender({ authorities: [certificates.authority], proxy: route });
    for (let n = 0; n < times; n++) recorded = await record(sender, `https://${host}/`, timeFor(expected));
    expect(proxy.requests).toMatchObject([{ authority: `${host}:443` }]);
  }
  await proxy.idle();
  return recorded;
}

const tooOld: SecureVersion = "TLSv1.1";
describe.concurrent("through a tunnel", () => {
  test.each<[string, TlsOptions, Recorded]>([
    ["is of its name, in date and from a known authority", own, delivered],
    ["is of another name", certificates.issue("other.test"), failed("tls")],
    ["has expired", certificates.issue("hooks.test", -1), failed("tls")],
    ["is from an unknown authority", makeCertificates().issue("hooks.test"), failed("tls")],
    ["comes by a protocol that is too old", { ...own, minVersion: tooOld, maxVersion: tooOld }, failed("tls")],
    ["wants one of ours", { ...own, requestCert: true, rejectUnauthorized: true }, failed("tls")],
  ])("an endpoint whose certificate %s is recorded so", async (_, tls, recorded) => {
    await using receiver = await startReceiver({ tls });
    expect(await recordedAt(receiver.port, recorded)).toEqual(recorded);
    expect(receiver.requests).toHaveLength(recorded === delivered ? 1 : 0);
  });

  test.each<[string, Recorded]>([
    ["127.0.0.1", delivered],
    ["127.0.0.2", failed("tls")],
  ])("an endpoint at an address, %s, needs a certificate of that address", async (host, recorded) => {
    await using receiver = await startReceiver({ tls: certificates.issue("127.0.0.1") });
    expect(await recordedAt(receiver.port, recorded, host)).toEqual(recorded);
  });

  test("an endpoint is told the name that is wanted, and is spoken to again in the same session", async () => {
    const names: unknown[] = [];
    const tls: TlsOptions = {
      ...own,
      SNICallback(name, found) {
        names.push(name);
        found(null);
      },
    };
    await using receiver = await startReceiver({ tls });
    expect(await recordedAt(receiver.port, delivered, "hooks.test", 5)).toEqual(delivered);
    expect([receiver.connections, receiver.requests.length]).toEqual([1, 5]);
    expect(names).toEqual(["hooks.test"]);
  });

  test.each(BROKEN_HANDSHAKES)("an endpoint that %s is recorded so", async (_, serve, recorded) => {
    await using server = await startTcpServer(serve);
    expect(await recordedAt(server.port, recorded)).toEqual(recorded);
  });

  test("an answer of a megabyte in many pieces is read as any other", async () => {
    await using receiver = await startReceiver({ tls: own });
    receiver.reply(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${"5\r\nhello\r\n".repeat(100_000)}0\r\n\r\n`);
    expect(await recordedAt(receiver.port, delivered)).toEqual(delivered);
  });
});
