import { connect } from "node:net";

/** How a request tells where its body ends. */
export type Framing = "content-length" | "chunked";

const PIECE = 64 * 1024;

/** Posts JSON over a socket of its own, byte by byte as given here. Resolves with the answer, which may come early. */
export function upload(
  url: string,
  {
    authorization,
    body,
    framing,
  }: { readonly authorization: string; readonly body: Buffer; readonly framing: Framing },
): Promise<{ status: number; text: string }> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  return new Promise((resolve, reject) => {
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
      const read = parse(answer);
      if (!read) return;
      socket.destroy();
      resolve(read);
    });
    // One that answers early may close before it has read all: the answer decides.
    socket.on("error", () => {});
    socket.on("close", () => reject(new Error(`No whole answer: ${answer}`)));
    socket.write(
      [
        `POST ${pathname} HTTP/1.1`,
        `Host: ${hostname}:${port}`,
        `Authorization: ${authorization}`,
        "Content-Type: application/json",
        framing === "chunked" ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`,
        "\r\n",
      ].join("\r\n"),
    );
    for (const part of framing === "chunked" ? chunks(body) : [body]) socket.write(part);
  });
}

function* chunks(body: Buffer): Generator<Buffer | string> {
  for (let start = 0; start < body.length; start += PIECE) {
    const piece = body.subarray(start, start + PIECE);
    yield `${piece.length.toString(16)}\r\n`;
    yield piece;
    yield "\r\n";
  }
  yield "0\r\n\r\n";
}

function parse(answer: string): { status: number; text: string } | undefined {
  const [head = "", text] = answer.split("\r\n\r\n", 2);
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
  if (text === undefined || text.length < length) return undefined;
  return { status: Number(head.split(" ")[1]), text };
}
