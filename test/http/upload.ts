import { connect } from "node:net";

/** A `POST /v2/events` over a socket of its own, whose body is still to be written. */
export function beginUpload(port: number, { key, bytes }: { readonly key: string; readonly bytes: number }) {
  const socket = connect(port, "127.0.0.1");
  const head = ["POST /v2/events HTTP/1.1", `Host: 127.0.0.1:${port}`, `Authorization: Bearer ${key}`];
  const framing = ["Content-Type: application/json", `Content-Length: ${bytes}`, "Connection: close"];
  socket.write(`${[...head, ...framing].join("\r\n")}\r\n\r\n`);
  const answer = new Promise<string>((resolve, reject) => {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
  return { socket, answer };
}
