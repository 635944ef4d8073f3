import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { systemClock } from "../../src/app/system-clock.ts";
import { LOOPBACK } from "../../src/core/address.ts";
import type { Outcome } from "../../src/core/attempt.ts";
import { type Body, bodyBytes } from "../../src/core/body.ts";
import type { Resolver } from "../../src/delivery/resolver.ts";
import { createSender, type Sender, type SenderDeps } from "../../src/delivery/sender.ts";
import { createTrust } from "../../src/delivery/trust.ts";
import { type Certificates, makeCertificates } from "../support/certificates.ts";
import { answer, type Receiver, type Reply, startReceiver, writing } from "../support/receiver.ts";
import { startSilentListener } from "../support/silent-listener.ts";

type FailedError = Extract<Outcome, { kind: "failed" }>["error"];

const literal: Resolver = { resolve: async (host) => [host] };

function setup(deps: Partial<SenderDeps> = {}): Sender {
  const onFault = (fault: unknown) => {
    throw fault;
  };
  return createSender({
    resolver: literal,
    clock: systemClock,
    allow: LOOPBACK,
    trust: createTrust([]),
    bodyCap: 1000,
    onFault,
    ...deps,
  });
}

function post(sender: Sender, url: string, body: Body = '{"é":1}', timeoutMs = 2_000) {
  const headers = `Host: test\r\nContent-Length: ${bodyBytes(body)}\r\n`;
  return sender.send({ url, headers, body, timeoutMs });
}

async function outcomeOf(reply: Reply, timeoutMs?: number) {
  await using receiver = await startReceiver();
  receiver.reply(reply);
  const sender = setup();
  try {
    return await post(sender, receiver.url, "{}", timeoutMs);
  } finally {
    sender.close();
  }
}

function answered(status: number, body: string, truncated = false): Outcome {
  return { kind: "answered", response: expect.objectContaining({ status, body: Buffer.from(body), truncated }) };
}
const failed = (error: FailedError): Outcome => ({ kind: "failed", error });

test("the request arrives as it was given, and the answer comes back", async () => {
  await using receiver = await startReceiver();
  receiver.reply(answer(202, "thanks", { "X-One": "1", "x-one": "2" }));
  const outcome = await post(setup(), `${receiver.url}?a=b`);
  expect(outcome).toMatchObject({
    kind: "answered",
    response: { status: 202, headers: { "x-one": "1, 2" }, truncated: false },
  });
  expect(outcome).toEqual(answered(202, "thanks"));
  expect(receiver.requests).toMatchObject([
    { method: "POST", path: "/hook?a=b", body: '{"é":1}', headers: { host: "test" } },
  ]);
});

test("a large body arrives whole, on a fresh socket and on one that is used again", async () => {
  await using receiver = await startReceiver();
  const sender = setup();
  for (const letter of ["a", "b"]) await post(sender, receiver.url, Buffer.alloc(3_000_001, letter));
  const same = receiver.requests.map(({ body, connection }) => [connection, body === body[0]?.repeat(3_000_001)]);
  expect(same).toEqual([
    [1, true],
    [1, true],
  ]);
});

describe("an answer", () => {
  const chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

  test.each<[string, Reply, Outcome]>([
    ["without a body", "HTTP/1.1 204 No Content\r\n\r\n", answered(204, "")],
    ["204 that claims a length", "HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n", answered(204, "")],
    ["in chunks", `${chunked}3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n`, answered(200, "abcde")],
    ["in chunks with trailers", `${chunked}1\r\na\r\n0\r\nx: y\r\n\r\n`, answered(200, "a")],
    [
      "after interim ones",
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${answer(200, "ok")}`,
      answered(200, "ok"),
    ],
    ["as large as the cap", answer(200, "x".repeat(1000)), answered(200, "x".repeat(1000))],
    ["larger than the cap", answer(200, "x".repeat(1001)), answered(200, "x".repeat(1000), true)],
    [
      "that never ends",
      writing(
        (socket) => void socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 9000000000\r\n\r\n${"x".repeat(5000)}`),
      ),
      answered(200, "x".repeat(1000), true),
    ],
    [
      "of HTTP/1.0 up to the close",
      writing((socket) => void socket.end("HTTP/1.0 200 OK\r\n\r\nall of it")),
      answered(200, "all of it"),
    ],
    [
      "that redirects",
      "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
      answered(302, ""),
    ],
  ])("%s is read", async (_, reply, outcome) => {
    expect(await outcomeOf(reply)).toEqual(outcome);
  });

  test.each<[string, Reply]>([
    ["a length below zero", "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello"],
    ["a length in words", "HTTP/1.1 200 OK\r\ncontent-length: five\r\n\r\nhello"],
    ["a chunk size below zero, which would loop for ever", `${chunked}-5\r\n`],
    ["a chunk size that is none", `${chunked}zz\r\n`],
  ])("of %s is invalid", async (_, reply) => {
    expect(await outcomeOf(reply)).toEqual(failed("invalid_response"));
  });

  test("split at every byte is read the same", async () => {
    const text = `${chunked}3\r\nabc\r\n0\r\n\r\n`;
    const reply = writing(async (socket) => {
      for (const byte of text) {
        socket.write(byte);
        await new Promise(setImmediate);
      }
    });
    expect(await outcomeOf(reply)).toEqual(answered(200, "abc"));
  });
});

describe("a failed attempt", () => {
  test("is blocked, with no connection, when the address is not allowed", async () => {
    await using receiver = await startReceiver();
    expect(await post(setup({ allow: [] }), receiver.url)).toEqual(failed("blocked_address"));
    expect(receiver.connections).toBe(0);
  });
  test("is dns when the name has no address", async () => {
    expect(await post(setup({ resolver: { resolve: async () => undefined } }), "http://nowhere.test/")).toEqual(
      failed("dns"),
    );
  });
  test("is interrupted when all are", async () => {
    await using receiver = await startReceiver();
    receiver.reply("hang");
    const sender = setup();
    const outcome = post(sender, receiver.url);
    await receiver.received(1);
    sender.interruptAll();
    expect(await outcome).toEqual(failed("interrupted"));
    expect(await post(sender, receiver.url)).toEqual(failed("interrupted"));
    expect(receiver.requests).toHaveLength(1);
  });
});

describe("a kept-alive socket", () => {
  test("is used again", async () => {
    await using receiver = await startReceiver();
    const sender = setup();
    for (let n = 0; n < 5; n++) await post(sender, receiver.url);
    expect(receiver.requests.map(({ connection }) => connection)).toEqual([1, 1, 1, 1, 1]);
  });
  test("is not used after `connection: close`, a cut answer, or bytes too many", async () => {
    for (const reply of [
      answer(200, "", { connection: "close" }),
      answer(200, "x".repeat(2000)),
      `${answer(200)}extra`,
    ]) {
      await using receiver = await startReceiver();
      receiver.reply(reply);
      const sender = setup();
      expect(await post(sender, receiver.url)).toMatchObject({ kind: "answered" });
      await post(sender, receiver.url);
      expect(receiver.requests.map(({ connection }) => connection)).toEqual([1, 2]);
    }
  });
  test("that the endpoint closes again is a reset", async () => {
    await using receiver = await startReceiver();
    receiver.reply(answer(200), "close");
    const sender = setup();
    await post(sender, receiver.url);
    expect(await post(sender, receiver.url)).toEqual(failed("reset"));
    expect(receiver.requests).toHaveLength(3);
  });
  test("is not used when DNS does not give its address any more", async () => {
    await using first = await startReceiver();
    await using second = await startReceiver({ host: "127.0.0.2", port: first.port });
    let addresses = ["127.0.0.1"];
    const sender = setup({ resolver: { resolve: async () => addresses } });
    const url = `http://moving.test:${first.port}/`;
    await post(sender, url);
    addresses = ["127.0.0.2"];
    await post(sender, url);
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
  });
});

describe("of several addresses", () => {
  test("the next is dialled when one refuses", async () => {
    await using receiver = await startReceiver();
    const resolver = { resolve: async () => ["127.0.0.3", "::1", "127.0.0.1"] };
    expect(await post(setup({ resolver }), `http://several.test:${receiver.port}/`)).toMatchObject({
      kind: "answered",
    });
  });
  test("none that accepts is a timeout", async () => {
    await using receiver = await startReceiver();
    await using silent = await startSilentListener(receiver.port);
    const outcome = post(setup(), `http://${silent.address}:${receiver.port}/`, "{}", 300);
    expect(await outcome).toEqual(failed("timeout"));
  });
  test("the next is dialled when one is silent", async () => {
    await using receiver = await startReceiver();
    await using silent = await startSilentListener(receiver.port);
    const resolver = { resolve: async () => [silent.address, "127.0.0.1"] };
    expect(await post(setup({ resolver }), `http://dead.test:${receiver.port}/`)).toMatchObject({ kind: "answered" });
  });
});

describe("over TLS", () => {
  let certificates: Certificates;
  let receiver: Receiver;
  beforeAll(async () => {
    certificates = makeCertificates();
    receiver = await startReceiver({ tls: certificates.issue("hooks.test") });
  });
  afterAll(() => receiver.close());

  function sendTo(name: string, authorities: string[], body?: Body) {
    const sender = setup({ trust: createTrust(authorities), resolver: { resolve: async () => ["127.0.0.1"] } });
    return post(sender, `https://${name}:${receiver.port}/`, body);
  }

  test("an endpoint with the right name from a known authority is posted to", async () => {
    expect(await sendTo("hooks.test", [certificates.authority])).toMatchObject({ kind: "answered" });
  });
  test("a large body arrives whole", async () => {
    await sendTo("hooks.test", [certificates.authority], Buffer.alloc(3_000_001, "x"));
    expect(receiver.requests.at(-1)?.body === "x".repeat(3_000_001)).toBe(true);
  });
  test("one of an unknown authority is not, whatever the environment says of verification", async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      expect(await sendTo("hooks.test", [])).toEqual(failed("tls"));
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });
  test("an address as the host is checked too", async () => {
    await using own = await startReceiver({ tls: certificates.issue("127.0.0.1") });
    const sender = setup({ trust: createTrust([certificates.authority]) });
    expect(await post(sender, own.url)).toMatchObject({ kind: "answered" });
    expect(await post(sender, `https://127.0.0.1:${receiver.port}/`)).toEqual(failed("tls"));
  });
  test("sockets are kept alive", async () => {
    const sender = setup({
      trust: createTrust([certificates.authority]),
      resolver: { resolve: async () => ["127.0.0.1"] },
    });
    const before = receiver.connections;
    for (let n = 0; n < 3; n++) await post(sender, `https://hooks.test:${receiver.port}/`);
    expect(receiver.connections).toBe(before + 1);
  });
});
