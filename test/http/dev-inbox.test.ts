import { expect, test } from "bun:test";
import { SECOND } from "../../src/core/time.ts";
import { setup } from "./setup.ts";

const MB = 1024 * 1024;
const nobody = { key: null };

test("the inbox takes anything without a key, and shows it as it came", async () => {
  await using api = await setup();
  const sent = { headers: { "content-type": "text/plain", "x-taskflow-event": "task.created" }, key: null };
  expect((await api.post("/dev/inbox/demo", "no {json}", sent)).status).toBe(200);
  const { status, body } = await api.get("/dev/inbox/demo", nobody);
  expect(status).toBe(200);
  expect(body.data).toEqual([
    {
      received_at: "2024-02-10T12:00:00.000Z",
      method: "POST",
      headers: expect.objectContaining({ "x-taskflow-event": "task.created" }),
      body: "no {json}",
    },
  ]);
});

test("of a body of any length the inbox keeps the beginning, and reads the rest without holding it", async () => {
  await using api = await setup();
  const chunk = new TextEncoder().encode("x".repeat(MB));
  let chunks = 0;
  const body = new ReadableStream({
    pull: (controller) => (chunks++ < 300 ? controller.enqueue(chunk) : controller.close()),
  });
  const before = process.memoryUsage().rss;
  const { status } = await api.send(new Request("http://api.test/dev/inbox/demo", { method: "POST", body }));
  expect(status).toBe(200);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * MB);
  const { body: inbox } = await api.get("/dev/inbox/demo", nobody);
  expect(inbox.data[0].body.length).toBe(64 * 1024);
});

test("the inbox shows the last fifty requests, newest first", async () => {
  await using api = await setup();
  for (let count = 1; count <= 53; count++) await api.post("/dev/inbox/demo", String(count), nobody);
  const { body } = await api.get("/dev/inbox/demo", nobody);
  const bodies = body.data.map(({ body }: { body: string }) => Number(body));
  expect(bodies).toEqual(Array.from({ length: 50 }, (_, index) => 53 - index));
});

test("every inbox has its own requests", async () => {
  await using api = await setup();
  await api.post("/dev/inbox/one", "1", nobody);
  const empty = api.get("/dev/inbox/two", nobody);
  await api.engine.clock.advance(SECOND);
  expect((await empty).body.data).toEqual([]);
});

test("an empty inbox is waited for, as long as a delivery may take that was just posted", async () => {
  await using api = await setup();
  const waiting = api.get("/dev/inbox/demo", nobody);
  await api.engine.clock.rest();
  await api.post("/dev/inbox/demo", "1", nobody);
  expect((await waiting).body.data).toMatchObject([{ body: "1" }]);
});

test("without --dev there is no inbox", async () => {
  await using api = await setup({ settings: { devInbox: false } });
  expect((await api.post("/dev/inbox/demo", "1", nobody)).status).toBe(404);
  expect((await api.get("/dev/inbox/demo", nobody)).status).toBe(404);
  const { body } = await api.get("/openapi.json", nobody);
  expect(Object.keys(body.paths).filter((path) => path.startsWith("/dev"))).toEqual([]);
});

test("a request into the inbox that is cut off is no fault of ours", async () => {
  await using api = await setup();
  const body = new ReadableStream({ pull: (stream) => stream.error(new DOMException("closed", "AbortError")) });
  const { status } = await api.send(new Request("http://api.test/dev/inbox/demo", { method: "POST", body }));
  expect([status, api.faults]).toEqual([400, []]);
});
