import { expect, setDefaultTimeout, test } from "bun:test";
import { connect } from "node:net";
import { startAppliance } from "./appliance.ts";

setDefaultTimeout(60_000);

/** Resolves when the server closes a connection on which this was sent, and nothing after it. */
function closedAfter(port: number, sent: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect(port, "127.0.0.1");
  socket.on("error", reject);
  socket.on("close", () => resolve());
  socket.resume();
  if (sent !== "") socket.write(sent);
  return promise;
}

test("a connection whose request never comes, or never ends its head, is closed, and others are served", async () => {
  await using appliance = await startAppliance();
  const port = Number(new URL(appliance.url).port);
  const unfinished = ["", "GET /healthz", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: a"];
  const closing = Promise.all(unfinished.map((sent) => closedAfter(port, sent)));
  expect((await appliance.get("/v2/webhooks")).status).toBe(200);
  await closing;
  expect((await appliance.get("/v2/webhooks")).status).toBe(200);
});
