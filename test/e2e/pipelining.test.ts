import { expect, test } from "bun:test";
import { startAppliance } from "./appliance.ts";

// Bun 1.4.5: a request that comes before the one before it was answered leaves its connection without any answer.
test.failing("requests that are sent on without waiting are answered, each in its turn", async () => {
  await using appliance = await startAppliance();
  const { hostname, port } = new URL(appliance.url);
  const head = `POST /v2/events HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: ${appliance.authorization}\r\n`;
  const body = JSON.stringify({ type: "task.created", data: 1 });
  const request = `${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  let answers = "";
  const data = (_: unknown, chunk: Buffer) => {
    answers += chunk.toString();
  };
  const socket = await Bun.connect({ hostname, port: Number(port), socket: { data } });
  socket.write(request + request);
  const deadline = performance.now() + 500;
  while ((answers.match(/HTTP\/1.1 202/g) ?? []).length < 2 && performance.now() < deadline) await Bun.sleep(10);
  socket.end();
  expect(answers.match(/HTTP\/1.1 202/g)).toHaveLength(2);
});
