import type { Socket } from "bun";
import { createMessageReader } from "./http-messages.ts";

/** What a producer is to do. Exactly `requests` are sent. */
export interface ProducerOrder {
  readonly port: number;
  /** Of the accounts that are posted for, in turn. */
  readonly authorizations: readonly string[];
  readonly connections: number;
  readonly requests: number;
  /** Events in a request: more than one are posted as a batch. */
  readonly batch?: number;
  /** Requests a second; left out, every connection posts again as soon as it is answered. */
  readonly rate?: number;
  /** Bytes of an event's `data`. */
  readonly dataBytes: number;
}
export interface ProducerReport {
  /** Requests that were answered 202. */
  readonly accepted: number;
  readonly seconds: number;
  /** Milliseconds until each answer. */
  readonly answerTimes: readonly number[];
  /** Answers that were no 202, each kind once. */
  readonly refusals: readonly string[];
}
interface Line {
  readonly read: (chunk: Buffer) => string[];
  /** When the requests in flight were sent. */
  readonly sentAt: number[];
}

/** Posts events on raw sockets: what it costs is taken from what it measures, both being on one machine. */
async function produce(order: ProducerOrder): Promise<ProducerReport> {
  let sent = 0;
  let accepted = 0;
  const answerTimes: number[] = [];
  const refusals = new Set<string>();
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const text = createRequestText(order);

  function post(socket: Socket<Line>): void {
    if (sent >= order.requests) return;
    socket.data.sentAt.push(performance.now());
    send(socket, text(sent++));
  }

  function take(socket: Socket<Line>, message: string): void {
    answerTimes.push(performance.now() - (socket.data.sentAt.shift() ?? Number.NaN));
    if (message.startsWith("HTTP/1.1 202")) accepted++;
    else if (refusals.size < 10) refusals.add(message.slice(0, 400));
    if (order.rate === undefined) post(socket);
    if (answerTimes.length === order.requests) finish();
  }

  const sockets = await Promise.all(
    Array.from({ length: order.connections }, () =>
      Bun.connect<Line>({
        hostname: "127.0.0.1",
        port: order.port,
        data: { read: createMessageReader(), sentAt: [] },
        socket: {
          data(socket, chunk) {
            for (const message of socket.data.read(chunk)) take(socket, message);
          },
          drain: flush,
        },
      }),
    ),
  );
  const began = performance.now();
  if (order.rate === undefined) for (const socket of sockets) post(socket);
  else await postAtRate(order, sockets, post);
  await finished;
  const seconds = (performance.now() - began) / 1000;
  for (const socket of sockets) socket.end();
  return { accepted, seconds, answerTimes, refusals: [...refusals] };
}

/** What a socket did not take yet. */
const unsent = new WeakMap<object, Buffer>();

function send(socket: Socket<Line>, text: string): void {
  const before = unsent.get(socket);
  if (before) {
    unsent.set(socket, Buffer.concat([before, Buffer.from(text, "latin1")]));
    return;
  }
  const written = Math.max(0, socket.write(text));
  if (written < text.length) unsent.set(socket, Buffer.from(text.slice(written), "latin1"));
}

function flush(socket: Socket<Line>): void {
  const left = unsent.get(socket);
  if (!left) return;
  const written = Math.max(0, socket.write(left));
  if (written === left.length) unsent.delete(socket);
  else unsent.set(socket, left.subarray(written));
}

/** On sockets in turn that wait for no answer: Bun's server closes one where a request comes behind another, and answers neither. */
async function postAtRate(
  { requests, rate = Number.POSITIVE_INFINITY }: ProducerOrder,
  sockets: readonly Socket<Line>[],
  post: (socket: Socket<Line>) => void,
): Promise<void> {
  const began = performance.now();
  let turn = 0;

  async function nextFree(): Promise<Socket<Line>> {
    for (;;) {
      for (let looked = 0; looked < sockets.length; looked++) {
        const socket = sockets[turn++ % sockets.length];
        if (socket && socket.data.sentAt.length === 0) return socket;
      }
      await Bun.sleep(1);
    }
  }

  for (let nth = 0; nth < requests; nth++) {
    const wait = began + (nth * 1000) / rate - performance.now();
    if (wait > 0) await Bun.sleep(wait);
    post(await nextFree());
  }
}

/** The nth request as text, ASCII throughout: its length is its bytes. */
function createRequestText({ authorizations, dataBytes, batch = 1 }: ProducerOrder): (nth: number) => string {
  const pad = "x".repeat(Math.max(0, dataBytes - 80));

  function eventText(): string {
    const now = performance.timeOrigin + performance.now();
    return `{"type":"task.created","data":{"sent_at":${now.toFixed(3)},"title":"Review the quarterly report","pad":"${pad}"}}`;
  }

  return (nth) => {
    const body = batch === 1 ? eventText() : `{"events":[${Array.from({ length: batch }, eventText).join()}]}`;
    return (
      `POST /v2/events${batch === 1 ? "" : "/batch"} HTTP/1.1\r\nhost: 127.0.0.1\r\n` +
      `authorization: ${authorizations[nth % authorizations.length]}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    );
  };
}

process.on("message", (order: ProducerOrder) => {
  void produce(order).then((report) => {
    process.send?.(report);
  });
});
