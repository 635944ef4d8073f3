import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { networkInterfaces } from "node:os";
import type { SecureVersion } from "node:tls";
import { systemClock } from "../../src/app/system-clock.ts";
import { createResolver } from "../../src/delivery/resolver.ts";
import { makeCertificates } from "../support/certificates.ts";
import { startReceiver } from "../support/receiver.ts";
import { startTcpServer } from "../support/tcp-server.ts";
import { type DnsAnswer, startDnsServer } from "./dns-server.ts";
import { BROKEN_HANDSHAKES } from "./handshakes.ts";
import { delivered, failed, openSender, type Recorded, record, TIMEOUT_MS, timeFor } from "./recorded.ts";

setDefaultTimeout(30_000);

test("nobody who listens is recorded as refused", async () => {
  const receiver = await startReceiver();
  await receiver.close();
  using sender = openSender();
  expect(await record(sender, receiver.url)).toEqual(failed("refused"));
});

describe.concurrent("over TLS", () => {
  const certificates = makeCertificates();
  const own = certificates.issue("hooks.test");
  const expired = certificates.issue("hooks.test", -1);
  const others = makeCertificates().issue("hooks.test");

  async function recordedAt(port: number, expected: Recorded): Promise<Recorded> {
    const resolver = { resolve: () => ["127.0.0.1"] };
    using sender = openSender({ authorities: [certificates.authority], resolver });
    return await record(sender, `https://hooks.test:${port}/`, timeFor(expected));
  }

  const tooOld: SecureVersion = "TLSv1.1";
  const oldest: SecureVersion = "TLSv1.2";
  test.each([
    ["is of its name, in date and from a known authority", own, delivered],
    ["is of another name", certificates.issue("other.test"), failed("tls")],
    ["has expired", expired, failed("tls")],
    ["is from an unknown authority", others, failed("tls")],
    ["is signed by itself", certificates.selfSigned("hooks.test"), failed("tls")],
    ["comes by the oldest protocol that will do", { ...own, minVersion: oldest, maxVersion: oldest }, delivered],
    ["comes by a protocol that is too old", { ...own, minVersion: tooOld, maxVersion: tooOld }, failed("tls")],
  ])("an endpoint whose certificate %s is recorded so", async (_, tls, recorded) => {
    await using receiver = await startReceiver({ tls });
    expect(await recordedAt(receiver.port, recorded)).toEqual(recorded);
    expect(receiver.requests).toHaveLength(recorded === delivered ? 1 : 0);
  });

  // `src/delivery/connection.ts` takes the alert, which comes after the handshake in TLS 1.3, for a reset.
  test("an endpoint that wants a certificate of ours is recorded as tls", async () => {
    await using receiver = await startReceiver({ tls: { ...own, requestCert: true, rejectUnauthorized: true } });
    expect(await recordedAt(receiver.port, failed("tls"))).toEqual(failed("tls"));
  });

  test.each(BROKEN_HANDSHAKES)(
    "an endpoint that %s is recorded so, and its socket is closed",
    async (_, serve, recorded) => {
      const closed = Promise.withResolvers<void>();
      await using server = await startTcpServer((socket) => {
        socket.on("close", () => closed.resolve());
        serve(socket);
      });
      expect(await recordedAt(server.port, recorded)).toEqual(recorded);
      await closed.promise;
    },
  );
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

describe.skipIf(!hasIpv6)("an endpoint with IPv6 alone (skipped where the machine has none)", () => {
  test("is posted to, by its address and by its name", async () => {
    await using receiver = await startReceiver({ host: "::1" });
    using byAddress = openSender();
    using byName = openSender({ resolver: { resolve: () => ["::1"] } });
    expect(await record(byAddress, receiver.url)).toEqual(delivered);
    expect(await record(byName, `http://six.test:${receiver.port}/`)).toEqual(delivered);
  });
  test("is refused when nobody listens there", async () => {
    const receiver = await startReceiver({ host: "::1" });
    await receiver.close();
    using sender = openSender();
    expect(await record(sender, receiver.url)).toEqual(failed("refused"));
  });
});

describe.concurrent("a name", () => {
  test.each<[string, DnsAnswer, timeoutMs: number, Recorded]>([
    ["that does not exist", "nxdomain", 5_000, failed("dns")],
    ["without addresses", { addresses: [] }, 5_000, failed("dns")],
    ["whose DNS server is in trouble", "servfail", 5_000, failed("dns")],
    ["whose DNS server is silent, when that takes the attempt's time", "silence", TIMEOUT_MS, failed("timeout")],
    // Two questions of one and of two seconds end before an attempt of five does.
    ["whose DNS server is silent, when there is more time", "silence", 5_000, failed("dns")],
  ])("%s is recorded so", async (_, says, timeoutMs, recorded) => {
    await using dns = await startDnsServer();
    for (const type of ["A", "AAAA"]) dns.say(`${type} hooks.test`, says);
    const hostsFile = { find: () => undefined };
    using sender = openSender({
      resolver: createResolver({ servers: [dns.address], hostsFile, clock: systemClock }),
    });
    expect(await record(sender, "http://hooks.test/", { timeoutMs })).toEqual(recorded);
  });
});
