import { expect, test } from "bun:test";
import type { AnsweredRequest } from "../../src/http/mount.ts";
import { setup as setupApi } from "./setup.ts";
import { beginUpload } from "./upload.ts";

const LIMIT = 2_048;
const setup = () => setupApi({ settings: { bodyBytes: LIMIT } });

/** An event of exactly so many bytes. */
function eventOf(bytes: number): string {
  const frame = '{"type":"task.created","data":""}';
  return frame.replace('""', `"${"x".repeat(bytes - frame.length)}"`);
}

/** The text as a stream of small pieces, whose length is not told. `taken` counts what was read. */
function inPieces(text: string, size = 100) {
  const counted = { taken: 0 };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (counted.taken >= text.length) return controller.close();
        controller.enqueue(Buffer.from(text.slice(counted.taken, counted.taken + size)));
        counted.taken += size;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, counted };
}

test("a body may have as many bytes as the limit, and not one more", async () => {
  await using api = await setup();
  expect((await api.post("/v2/events", eventOf(LIMIT))).status).toBe(202);
  const { status, body } = await api.post("/v2/events", eventOf(LIMIT + 1));
  expect([status, body.code]).toEqual([413, "payload_too_large"]);
  expect(body.detail).toContain(String(LIMIT));
});

test("the limit counts bytes, not characters", async () => {
  await using api = await setup();
  const text = eventOf(LIMIT).replace("xx", "éé");
  expect((await api.post("/v2/events", text)).status).toBe(413);
});

test("the limit holds for a body that comes in pieces, which is not read to its end", async () => {
  await using api = await setup();
  const send = (stream: ReadableStream<Uint8Array>) => {
    const headers = { authorization: `Bearer ${api.keys.own}`, "content-type": "application/json" };
    return api.send(new Request("http://api.test/v2/events", { method: "POST", headers, body: stream }));
  };
  expect((await send(inPieces(eventOf(LIMIT)).stream)).status).toBe(202);
  const { stream, counted } = inPieces(eventOf(LIMIT * 100));
  const { status, body } = await send(stream);
  expect([status, body.code]).toEqual([413, "payload_too_large"]);
  expect(counted.taken).toBeLessThan(LIMIT * 2);
});

test("the limit holds for every call that takes a body", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  const large = JSON.stringify({ name: "x".repeat(LIMIT) });
  const calls: [string, string, string][] = [
    ["POST", "/v2/webhooks", api.keys.own],
    ["PATCH", `/v2/webhooks/${id}`, api.keys.own],
    ["POST", `/v2/webhooks/${id}/test`, api.keys.own],
    ["POST", `/v2/webhooks/${id}/discard`, api.keys.own],
    ["POST", "/v2/events/batch", api.keys.own],
    ["POST", "/v2/accounts", api.keys.operator],
  ];
  for (const [method, path, key] of calls) {
    const { status, body } = await api.call(method, path, large, { key });
    expect([path, status, body.code]).toEqual([path, 413, "payload_too_large"]);
  }
});

test("an uploaded body is measured over a real connection too, chunked and not", async () => {
  await using api = await setup();
  const port = await api.http.listen({ host: "127.0.0.1", port: 0 });
  const post = (body: string | ReadableStream<Uint8Array>) =>
    fetch(`http://127.0.0.1:${port}/v2/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${api.keys.own}`, "content-type": "application/json" },
      body,
    });
  for (const size of [LIMIT + 1, LIMIT * 50]) {
    for (const body of [eventOf(size), inPieces(eventOf(size)).stream]) {
      const answer = await post(body);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([413, "payload_too_large"]);
    }
  }
  expect((await post(inPieces(eventOf(LIMIT)).stream)).status).toBe(202);
});

test("who goes away in the middle of an upload makes no fault of ours", async () => {
  const { promise: answered, resolve: onAnswered } = Promise.withResolvers<AnsweredRequest>();
  await using api = await setupApi({ onAnswered });
  const port = await api.http.listen({ host: "127.0.0.1", port: 0 });
  const { socket } = beginUpload(port, { key: api.keys.own, bytes: 100_000 });
  socket.write("x".repeat(50_000), () => socket.destroy());
  expect((await answered).status).toBe(400);
});

test.each([
  ["few bytes", 501, 0],
  ["many bytes", 501, 200_000],
  ["nothing but depth", 1_000_000, 0],
])("JSON that nests too deep, with %s, is refused, and up to the limit it is taken", async (_, depth, rest) => {
  await using api = await setupApi();
  const event = (levels: number) =>
    `{"type":"task.created","data":["${"x".repeat(rest)}",${"[".repeat(levels - 2)}${"]".repeat(levels - 2)}]}`;
  const { status, body } = await api.post("/v2/events", event(depth));
  expect([status, body.code, body.detail]).toEqual([400, "invalid_json", expect.stringContaining("500 deep")]);
  expect((await api.post("/v2/events", event(500))).status).toBe(202);
});
