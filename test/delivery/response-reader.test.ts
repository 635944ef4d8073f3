import { expect, test } from "bun:test";
import { createResponseReader } from "../../src/delivery/response-reader.ts";

const CAP = 1_000;

/** What is read from an answer that comes in these chunks. */
function read(...chunks: readonly string[]) {
  const reader = createResponseReader(CAP);
  const readings = chunks.map((chunk) => reader.read(Buffer.from(chunk)));
  const last = readings.at(-1);
  if (last?.kind !== "response") throw new Error(`No answer: ${last?.kind}`);
  return last.response;
}

test("of an answer that is larger than the cap, no more than the cap is kept alive", () => {
  const head = "HTTP/1.1 200 OK\r\ncontent-length: 500000\r\n\r\n";
  for (const pieces of [[500_000], [1, 400_000], [999, 1, 1], [600, 600]]) {
    const { body, truncated } = read(head, ...pieces.map((size) => "x".repeat(size)));
    expect([body.length, truncated]).toEqual([CAP, true]);
    expect(body.buffer.byteLength).toBeLessThanOrEqual(CAP);
  }
});

test("of a small answer, the chunk that it came in is not kept alive", () => {
  const headers = `x-padding: ${"x".repeat(30_000)}`;
  const { body } = read(`HTTP/1.1 200 OK\r\n${headers}\r\ncontent-length: 2\r\n\r\nok`);
  expect([body.toString(), body.buffer.byteLength <= CAP]).toEqual(["ok", true]);
});
