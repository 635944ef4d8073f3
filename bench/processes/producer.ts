import type { Socket } from "bun";
import { takeMessages } from "./http-messages.ts";

/** What a producer is to do. Exactly `events` requests are sent. */
export interface ProducerOrder {
  readonly port: number;
  readonly authorization: string;
  readonly connections: number;
  readonly events: number;
  /** Events a second; left out, every connection posts again as soon as it is answered. */
  readonly rate?: number;
  /** Bytes of `data`. */
  readonly dataBytes: number;
}
export interface ProducerReport {
  readonly accepted: number;
  readonly seconds: number;
  /** Answers that were no 202, each once. */
  readonly refusals: readonly string[];
}

/** Posts events on raw sockets: what it costs is taken from what it measures, both being on one machine. */
async function produce(order: ProducerOrder): Promise<ProducerReport> {
  let sent = 0;
  let accepted = 0;
  let answered = 0;
  const refusals = new Set<string>();
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });

  function post(socket: Socket<{ rest: Buffer }>): void {
    if (sent >= order.events) return;
    sent++;
    socket.write(requestText(order));
  }

  const sockets = await Promise.all(
    Array.from({ length: order.connections }, () =>
      Bun.connect<{ rest: Buffer }>({
        hostname: "127.0.0.1",
        port: order.port,
        data: { rest: Buffer.alloc(0) },
        socket: {
          data(socket, chunk) {
            const { messages, rest } = takeMessages(socket.data.rest, chunk);
            socket.data.rest = rest;
            for (const message of messages) {
              answered++;
              if (message.startsWith("HTTP/1.1 202")) accepted++;
              else refusals.add(message.slice(0, 400));
              if (order.rate === undefined) post(socket);
            }
            if (answered === order.events) finish();
          },
        },
      }),
    ),
  );
  const began = performance.now();
  if (order.rate === undefined) for (const socket of sockets) post(socket);
  else await postAtRate(sockets, order.events, order.rate, post);
  await finished;
  const seconds = (performance.now() - began) / 1000;
  for (const socket of sockets) socket.end();
  return { accepted, seconds, refusals: [...refusals] };
}

async function postAtRate<Connection>(
  sockets: readonly Connection[],
  events: number,
  rate: number,
  post: (socket: Connection) => void,
): Promise<void> {
  const began = performance.now();
  for (let nth = 0; nth < events; nth++) {
    const wait = began + (nth * 1000) / rate - performance.now();
    if (wait > 0) await Bun.sleep(wait);
    const socket = sockets[nth % sockets.length];
    if (socket) post(socket);
  }
}

function requestText({ authorization, dataBytes }: ProducerOrder): string {
  const now = performance.timeOrigin + performance.now();
  const fixed = `{"sent_at":${now.toFixed(3)},"title":"Review the quarterly report","pad":"`;
  const data = `${fixed}${"x".repeat(Math.max(0, dataBytes - fixed.length - 2))}"}`;
  const body = `{"type":"task.created","data":${data}}`;
  return (
    `POST /v2/events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization}\r\n` +
    `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  );
}

process.on("message", (order: ProducerOrder) => {
  void produce(order).then((report) => {
    process.send?.(report);
  });
});
