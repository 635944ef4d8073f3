import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Resolver } from "../../src/delivery/resolver.ts";
import { type EgressProxyServer, type ProxyAnswer, startEgressProxy } from "../support/egress-proxy.ts";
import { startReceiver } from "../support/receiver.ts";
import { startSilentListener } from "../support/silent-listener.ts";
import { startTcpServer } from "../support/tcp-server.ts";
import { delivered, failed, openSender, type Recorded, record, timeFor } from "./recorded.ts";

setDefaultTimeout(30_000);

/** With a proxy names are not asked for. */
const noDns: Resolver = { resolve: (host) => (/^[\d.:]+$/.test(host) ? [host] : expect.unreachable(host)) };

function openBehind({ port }: { readonly port: number }, { authorization = undefined as string | undefined } = {}) {
  return openSender({ resolver: noDns, proxy: { host: "127.0.0.1", port, authorization } });
}

/** How an attempt is recorded to whom the proxy answers this. */
async function recordedBehind(answer: ProxyAnswer, expected: Recorded): Promise<Recorded> {
  await using proxy = await startEgressProxy(() => answer);
  using sender = openBehind(proxy);
  const recorded = await record(sender, "http://hooks.test/", timeFor(expected));
  await proxy.idle();
  return recorded;
}

test("an endpoint is posted to through the proxy, which is given its name", async () => {
  await using receiver = await startReceiver();
  await using proxy = await startEgressProxy(() => receiver);
  using sender = openBehind(proxy);
  expect(await record(sender, "http://Hooks.test./x?y=1", { body: '{"a":1}' })).toEqual(delivered);
  expect(proxy.requests).toEqual([{ authority: "hooks.test:80", headers: { host: "hooks.test:80" } }]);
  expect(receiver.requests).toMatchObject([{ method: "POST", path: "/x?y=1", body: '{"a":1}' }]);
});

test("the proxy gets its credentials, and the endpoint does not", async () => {
  await using receiver = await startReceiver();
  await using proxy = await startEgressProxy(() => receiver);
  using sender = openBehind(proxy, { authorization: "Basic dXNlcjpwYXNz" });
  expect(await record(sender, "http://hooks.test:8080/")).toEqual(delivered);
  expect(proxy.requests[0]?.headers).toMatchObject({ "proxy-authorization": "Basic dXNlcjpwYXNz" });
  expect(JSON.stringify(receiver.requests)).not.toContain("dXNlcjpwYXNz");
});

test("a tunnel is kept for the next request to its endpoint, and for no other", async () => {
  await using receiver = await startReceiver();
  await using proxy = await startEgressProxy(() => receiver);
  using sender = openBehind(proxy);
  for (const name of ["a.test", "a.test", "b.test", "a.test", "b.test"]) {
    expect(await record(sender, `http://${name}/`)).toEqual(delivered);
  }
  expect(proxy.requests.map(({ authority }) => authority)).toEqual(["a.test:80", "b.test:80"]);
});

test("a kept tunnel that was closed is made anew in the same attempt", async () => {
  await using receiver = await startReceiver();
  await using proxy = await startEgressProxy(() => receiver);
  receiver.reply(
    "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
    "close",
    "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
  );
  using sender = openBehind(proxy);
  expect([await record(sender, "http://a.test/"), await record(sender, "http://a.test/")]).toEqual([
    delivered,
    delivered,
  ]);
  expect(proxy.connections).toBe(2);
});

describe.concurrent("what the proxy answers is recorded:", () => {
  const refusal = (status: string) => `HTTP/1.1 ${status}\r\nX-Smokescreen-Error: no\r\nContent-Length: 3\r\n\r\nno\n`;
  test.each<[ProxyAnswer, Recorded]>([
    [refusal("407 Request rejected by proxy"), failed("blocked_address")],
    [refusal("403 Forbidden"), failed("blocked_address")],
    [refusal("504 Gateway timeout"), failed("timeout")],
    [refusal("408 Request Timeout"), failed("timeout")],
    [refusal("502 Bad gateway"), failed("refused")],
    [refusal("503 Service Unavailable"), failed("refused")],
    [refusal("500 Internal server error"), failed("refused")],
    [refusal("405 Method Not Allowed"), failed("refused")],
    [refusal("302 Found"), failed("refused")],
    ["HTTP/1.0 407\r\n\r\n", failed("blocked_address")],
    ["HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", failed("invalid_response")],
    ["SSH-2.0-OpenSSH_9.6\r\n\r\n", failed("invalid_response")],
    ["HTTP/1.1 20\r\n\r\n", failed("invalid_response")],
    [`HTTP/1.1 200 OK\r\nX: ${"x".repeat(20_000)}`, failed("invalid_response")],
    ["close", failed("reset")],
    ["silence", failed("timeout")],
    ["HTTP/1.1 200 OK\r\n", failed("timeout")],
  ])("%j as %j", async (answer, recorded) => {
    expect(await recordedBehind(answer, recorded)).toEqual(recorded);
  });
});

describe("a proxy", () => {
  test("that answers in pieces is understood", async () => {
    await using proxy = await startTcpServer(async (socket) => {
      socket.once("data", async () => {
        for (const byte of "HTTP/1.1 200 OK\r\nA: b\r\n\r\n") {
          socket.write(byte);
          await new Promise(setImmediate);
        }
        socket.once("data", () => socket.write("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"));
      });
    });
    using sender = openBehind(proxy);
    expect(await record(sender, "http://hooks.test/")).toEqual([202, null]);
  });

  test("that is not there is recorded as refused", async () => {
    const receiver = await startReceiver();
    await receiver.close();
    using sender = openBehind(receiver);
    expect(await record(sender, "http://hooks.test/")).toEqual(failed("refused"));
  });

  test("that does not take the connection is recorded as timeout", async () => {
    const { port } = await startAndClose();
    await using silent = await startSilentListener(port);
    using sender = openSender({ proxy: { host: silent.address, port, authorization: undefined } });
    expect(await record(sender, "http://hooks.test/", timeFor(failed("timeout")))).toEqual(failed("timeout"));
  });

  test("that has a name is found by our own resolver, whether or not its address is allowed to endpoints", async () => {
    await using receiver = await startReceiver();
    await using proxy = await startEgressProxy(() => receiver);
    const behind = (addresses: readonly string[] | undefined) =>
      openSender({
        allow: [],
        resolver: { resolve: async (host) => (host === "proxy.test" ? addresses : expect.unreachable(host)) },
        proxy: { host: "proxy.test", port: proxy.port, authorization: undefined },
      });
    using found = behind(["127.0.0.3", "127.0.0.1"]);
    using lost = behind(undefined);
    expect(await record(found, "http://hooks.test/")).toEqual(delivered);
    expect(await record(lost, "http://hooks.test/")).toEqual(failed("refused"));
  });

  test("is let go of when the attempt is interrupted", async () => {
    await using proxy = await startEgressProxy(() => "silence");
    using sender = openBehind(proxy);
    const attempt = record(sender, "http://hooks.test/");
    while (proxy.requests.length === 0) await new Promise(setImmediate);
    sender.interruptAll();
    expect(await attempt).toEqual(failed("interrupted"));
    await proxy.idle();
  });
});

async function startAndClose() {
  const receiver = await startReceiver();
  await receiver.close();
  return receiver;
}

describe("addresses in URLs, and localhost, are checked before the proxy is asked:", () => {
  async function asked(url: string, allow?: []): Promise<[Recorded, EgressProxyServer["requests"]]> {
    await using receiver = await startReceiver();
    await using proxy = await startEgressProxy(() => receiver);
    const resolver: Resolver = { resolve: (host) => (host.endsWith("localhost") ? ["127.0.0.1"] : [host]) };
    const route = { host: "127.0.0.1", port: proxy.port, authorization: undefined };
    using sender = openSender({ resolver, proxy: route, ...(allow && { allow }) });
    return [await record(sender, url), proxy.requests];
  }

  test.each(["10.0.0.1", "127.0.0.1", "[::1]", "[::ffff:8.8.8.8]", "169.254.169.254", "localhost", "a.localhost."])(
    "%s is blocked",
    async (host) => {
      expect(await asked(`http://${host}/`, [])).toEqual([failed("blocked_address"), []]);
    },
  );

  test.each([
    ["127.0.0.1", "127.0.0.1:80"],
    ["[::1]:8080", "[::1]:8080"],
    ["localhost:81", "127.0.0.1:81"],
  ])("%s is asked for as %s where it is allowed", async (host, authority) => {
    expect(await asked(`http://${host}/`)).toMatchObject([delivered, [{ authority }]]);
  });
});
