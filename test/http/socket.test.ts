import { expect, test } from "bun:test";
import { connect } from "node:net";
import { setup } from "./setup.ts";

/** The API on a port, and raw requests to it. */
async function listening() {
  const api = await setup();
  const port = await api.http.listen({ host: "127.0.0.1", port: 0 });

  function send(method: string, path: string, host = "127.0.0.1"): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const head = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, `Authorization: Bearer ${api.keys.own}`];
      const socket = connect(port, "127.0.0.1");
      let text = "";
      socket.on("data", (bytes) => {
        text += bytes.toString();
      });
      socket.on("error", reject);
      socket.on("close", () => resolve({ status: Number(text.split(" ")[1]), text }));
      socket.write(`${head.join("\r\n")}\r\nConnection: close\r\n\r\n`);
    });
  }
  return { send, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

test("HEAD answers as GET does, its length too, without the body", async () => {
  await using api = await listening();
  for (const path of ["/healthz", "/", "/v2/webhooks", "/v2/events/evt_gone"]) {
    const [got, head] = await Promise.all([api.send("GET", path), api.send("HEAD", path)]);
    const [gotHead = "", body = ""] = got.text.split("\r\n\r\n");
    const lengthOf = (text: string) => /^content-length: (\d+)$/im.exec(text)?.[1];
    expect([path, head.status, lengthOf(head.text)]).toEqual([path, got.status, lengthOf(gotHead)]);
    expect([path, head.text.split("\r\n\r\n")[1]]).toEqual([path, ""]);
    expect(body).not.toBe("");
  }
});

test.each(["web", "x:1", "", "no host", "hooks.example.com"])("routes are found with the Host %p", async (host) => {
  await using api = await listening();
  const statuses = await Promise.all([
    api.send("GET", "/healthz", host),
    api.send("GET", "/nope", host),
    api.send("GET", "/nope/", host),
    api.send("GET", "//a:99999/x?y", host),
    api.send("PUT", "/v2/webhooks", host),
    api.send("GET", "/v2/nope", host),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([200, 404, 404, 404, 405, 404]);
});
