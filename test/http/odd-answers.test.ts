import { expect, test } from "bun:test";
import { systemClock } from "../../src/app/system-clock.ts";
import { LOOPBACK } from "../../src/core/address.ts";
import { createSender } from "../../src/delivery/sender.ts";
import { createTrust } from "../../src/delivery/trust.ts";
import { startReceiver } from "../support/receiver.ts";
import { setup, URL } from "./setup.ts";

/** What the API shows of an answer with these bytes for headers and body, from the socket to JSON. */
async function shown(headers: Buffer | string, body: Buffer | string = "") {
  await using receiver = await startReceiver();
  const head = `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  receiver.reply(Buffer.concat([head, headers, "\r\n", body].map((part) => Buffer.from(part as string))));
  const sender = createSender({
    resolver: { resolve: (host) => [host] },
    clock: systemClock,
    allow: LOOPBACK,
    trust: createTrust([]),
    bodyCap: 65_536,
    onFault: () => {},
  });
  const outcome = await sender.send({
    url: receiver.url,
    headers: "content-length: 0\r\n",
    body: "",
    timeoutMs: 2_000,
  });
  sender.close();

  await using api = await setup();
  api.engine.behave(URL, outcome);
  const { id } = await api.webhook();
  const event = await api.event();
  const { status, body: delivery } = await api.get(`/v2/webhooks/${id}/deliveries/${event.deliveries[0].id}`);
  expect([status, delivery.status]).toEqual([200, "delivered"]);
  return delivery.attempts[0].response;
}

test.each([
  ["bytes that are not UTF-8", Buffer.from("x-odd: caf\xe9 \xff\xfe\x80\r\n", "latin1"), "café ÿþ\x80"],
  ["zero and other control bytes", Buffer.from("x-odd: a\0b\x01\x7f\r\n", "latin1"), "a\0b\x01\x7f"],
  ["quotes and backslashes", 'x-odd: "\\u0000\\"\r\n', '"\\u0000\\"'],
])("a header of %s is shown, a character for a byte", async (_, header, value) => {
  expect((await shown(header)).headers["x-odd"]).toBe(value);
});

test("a header called __proto__ is a header like any other", async () => {
  const { headers } = await shown("__proto__: x\r\nconstructor: y\r\n");
  expect(Object.entries(headers)).toContainEqual(["__proto__", "x"]);
  expect(Object.entries(headers)).toContainEqual(["constructor", "y"]);
});

test("thousands of headers are all shown", async () => {
  const lines = Array.from({ length: 5_000 }, (_, number) => `x-${number}: y\r\n`);
  expect(Object.keys((await shown(lines.join(""))).headers)).toHaveLength(5_001);
});

test("a body of zero bytes and of half characters is shown", async () => {
  expect((await shown("", Buffer.from([0x61, 0, 0xe2, 0x82]))).body).toBe("a\0\uFFFD");
});
