import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Socket } from "node:net";
import { answer, type Reply, startReceiver, writing } from "../support/receiver.ts";
import { startTcpServer } from "../support/tcp-server.ts";
import { delivered, failed, openSender, type Recorded, record, TIMEOUT_MS, timeFor } from "./recorded.ts";

setDefaultTimeout(30_000);

const HEAD = "HTTP/1.1 200 OK\r\n";
const TEN = `${HEAD}content-length: 10\r\n\r\n`;
const CHUNKED = `${HEAD}transfer-encoding: chunked\r\n\r\n`;
const NO_CONTENT = "HTTP/1.1 204 No Content\r\n";
const TWO_LENGTHS = `${HEAD}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`;
const NO_UTF8 = Buffer.from(`${HEAD}x: \xff\xfe\0\r\ncontent-length: 0\r\n\r\n`, "latin1");
const HTTP2_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
const MANY_THAT_FIT = `${HEAD}${"a:\r\n".repeat(10_000)}content-length: 0\r\n\r\n`;

/** Writes, and does the rest when that has surely arrived by itself. */
function after(text: string, rest: (socket: Socket) => void): Reply {
  return writing((socket) => void socket.write(text, () => setTimeout(rest, 20, socket)));
}
const closes = (socket: Socket) => void socket.end();
const resets = (socket: Socket) => void socket.resetAndDestroy();

function dripping(text: string, drip: string): Reply {
  return writing(async (socket) => {
    for (socket.write(text); !socket.destroyed; socket.write(drip)) await Bun.sleep(TIMEOUT_MS / 20);
  });
}
const stopping = (text: string) => writing((socket) => void socket.write(text));

/** What the endpoint does, what is recorded, and whether the next attempt uses the same socket. */
const ANSWERS: [name: string, Reply, Recorded, socket: "reused" | "closed"][] = [
  ["closes without an answer", "close", failed("reset"), "closed"],
  ["resets before the headers", writing(resets), failed("reset"), "closed"],
  ["closes within the headers", after(`${HEAD}cont`, closes), failed("reset"), "closed"],
  ["resets within the headers", after(`${HEAD}cont`, resets), failed("reset"), "closed"],
  ["closes within the body", after(`${TEN}half`, closes), failed("reset"), "closed"],
  ["resets within the body", after(`${TEN}half`, resets), failed("reset"), "closed"],
  ["closes before the last chunk", after(`${CHUNKED}3\r\nabc\r\n`, closes), failed("reset"), "closed"],
  ["closes after a body without a length", after(`${HEAD}\r\nall`, closes), delivered, "closed"],
  ["resets after a body without a length", after(`${HEAD}\r\nall`, resets), failed("reset"), "closed"],

  ["takes the request, and is never heard of again", "hang", failed("timeout"), "closed"],
  ["drips its status line", dripping("HTTP/1.1 200 ", "x"), failed("timeout"), "closed"],
  ["drips its headers", dripping(HEAD, "x: y\r\n"), failed("timeout"), "closed"],
  ["drips its body", dripping(`${HEAD}content-length: 9999\r\n\r\n`, "x"), failed("timeout"), "closed"],
  ["sends chunks without an end", stopping(`${CHUNKED}3\r\nabc\r\n`), failed("timeout"), "closed"],
  ["says 100 Continue, and no more", "HTTP/1.1 100 Continue\r\n\r\n", failed("timeout"), "closed"],

  ["says 100 Continue, then 200", `HTTP/1.1 100 Continue\r\n\r\n${answer(200)}`, delivered, "reused"],
  ["says 103 Early Hints, then 200", `HTTP/1.1 103 Hints\r\nlink: x\r\n\r\n${answer(200)}`, delivered, "reused"],
  ["says 102 for ever", "HTTP/1.1 102 Processing\r\n\r\n".repeat(60_000), failed("invalid_response"), "closed"],
  ["switches protocols", "HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n", failed("invalid_response"), "closed"],

  ["says 204", `${NO_CONTENT}\r\n`, [204, null], "reused"],
  ["says 204 with a body", `${NO_CONTENT}\r\nhello`, [204, null], "closed"],
  ["says 204 with a late body", after(`${NO_CONTENT}\r\n`, (socket) => socket.write("hello")), [204, null], "closed"],
  ["says 204 with a body's length", `${NO_CONTENT}content-length: 5\r\n\r\n`, [204, null], "closed"],
  ["says 205 with a body", "HTTP/1.1 205 Reset\r\ncontent-length: 2\r\n\r\nok", [205, null], "reused"],
  ["redirects", "HTTP/1.1 307 Moved\r\nlocation: /\r\ncontent-length: 0\r\n\r\n", [307, "redirect"], "reused"],
  ["refuses", answer(401), [401, "http_status"], "reused"],
  ["fails", answer(500, "sorry"), [500, "http_status"], "reused"],
  ["makes up a status", answer(999), [999, "http_status"], "reused"],
  ["has a status below 100", answer(99).replace(" 99", " 099"), failed("invalid_response"), "closed"],
  ["gives lengths of two kinds", TWO_LENGTHS, delivered, "closed"],

  ["speaks another protocol, in lines", "220 mail.test ESMTP\r\n", failed("invalid_response"), "closed"],
  ["speaks another protocol, not in lines", HTTP2_SETTINGS, failed("invalid_response"), "closed"],
  ["sends a page without headers", "<html>It works!</html>", failed("invalid_response"), "closed"],
  [
    "sends too many bytes of headers",
    stopping(`${HEAD}x: ${"y".repeat(200_000)}`),
    failed("invalid_response"),
    "closed",
  ],
  ["sends too many headers", stopping(`${HEAD}${"x: y\r\n".repeat(40_000)}`), failed("invalid_response"), "closed"],
  ["sends ten thousand headers that fit", MANY_THAT_FIT, delivered, "reused"],
  ["sends headers that are not UTF-8", NO_UTF8, delivered, "reused"],
];

describe.concurrent("an endpoint that", () => {
  test.each(ANSWERS)("%s is recorded so, and the next attempt is not harmed", async (_, reply, recorded, socket) => {
    await using receiver = await startReceiver();
    receiver.reply(reply, answer(200));
    using sender = openSender();
    expect(await record(sender, receiver.url, timeFor(recorded))).toEqual(recorded);
    if (socket === "closed") await receiver.closed(1);
    expect(await record(sender, receiver.url)).toEqual(delivered);
    expect(receiver.requests.map(({ connection }) => connection)).toEqual([1, socket === "reused" ? 1 : 2]);
  });

  test("accepts, and reads nothing ever, is a timeout", async () => {
    await using server = await startTcpServer((socket) => void socket.pause());
    using sender = openSender();
    const large = { body: Buffer.alloc(9_000_000, "x"), timeoutMs: TIMEOUT_MS };
    expect(await record(sender, `http://127.0.0.1:${server.port}/`, large)).toEqual(failed("timeout"));
  });
});

describe.concurrent("an answer to a request of which a part is still to be sent", () => {
  const large = { body: Buffer.alloc(9_000_000, "x") };

  test.each<[string, (socket: Socket) => void]>([
    ["closes its side and reads on", (socket) => void socket.end(answer(413)).resume()],
    ["closes", (socket) => void socket.write(answer(413), () => socket.destroy())],
  ])("is recorded when the endpoint then %s", async (_, serve) => {
    await using server = await startTcpServer((socket) => void socket.once("data", () => serve(socket.pause())));
    using sender = openSender();
    expect(await record(sender, `http://127.0.0.1:${server.port}/`, large)).toEqual([413, "http_status"]);
  });

  // `src/delivery/connection.ts` keeps a socket with bytes in its buffer that nobody reads.
  test("is recorded when the endpoint then reads no more, and the socket is not used again", async () => {
    await using server = await startTcpServer((socket) => {
      socket.once("data", () => void socket.pause().write(answer(413)));
    });
    using sender = openSender();
    const url = `http://127.0.0.1:${server.port}/`;
    expect(await record(sender, url, large)).toEqual([413, "http_status"]);
    expect(await record(sender, url, { timeoutMs: TIMEOUT_MS })).toEqual([413, "http_status"]);
    expect(server.connections).toBe(2);
  });
});

/** What becomes of the socket that an attempt was made on, and what is recorded of the next one. */
const KEPT: [name: string, fault: Reply, Recorded, connections: readonly number[]][] = [
  ["that the endpoint closes at the next request costs no attempt", "close", delivered, [1, 1, 2]],
  ["that the endpoint resets at the next request costs no attempt", writing(resets), delivered, [1, 1, 2]],
  ["that ends within the next answer is a reset", after(`${TEN}half`, closes), failed("reset"), [1, 1]],
  ["whose peer has vanished is a timeout, and not used again", "hang", failed("timeout"), [1, 1]],
];

describe.concurrent("a kept-alive socket", () => {
  test.each(KEPT)("%s", async (_, fault, recorded, connections) => {
    await using receiver = await startReceiver();
    receiver.reply(answer(200), fault, answer(200));
    using sender = openSender();
    await record(sender, receiver.url);
    expect(await record(sender, receiver.url, timeFor(recorded))).toEqual(recorded);
    expect(receiver.requests.map(({ connection }) => connection)).toEqual([...connections]);
    await receiver.closed(1);
    expect(await record(sender, receiver.url)).toEqual(delivered);
    expect(receiver.connections).toBe(2);
  });

  test.each<[string, (socket: Socket) => void]>([
    ["closes", closes],
    ["resets", resets],
    ["writes into", (socket) => void socket.write(answer(200))],
  ])("that the endpoint %s while it is idle costs no attempt", async (_, fault) => {
    await using receiver = await startReceiver();
    receiver.reply(after(answer(200), fault), answer(201));
    using sender = openSender();
    await record(sender, receiver.url);
    await receiver.closed(1);
    expect(await record(sender, receiver.url)).toEqual([201, null]);
    expect(receiver.requests.map(({ connection }) => connection)).toEqual([1, 2]);
  });
});
