import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from "node:tls";

/** A request as it came in. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly at: number;
  /** Which connection it came on, from 1. */
  readonly connection: number;
  /** Whom the certificate that was shown names, where one was asked for. */
  readonly caller: string | undefined;
}
/** The answer's text as it goes over the wire, or what else to do. */
export type Reply = string | Buffer | "hang" | "close" | ((socket: Socket) => void | Promise<void>);

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  readonly connections: number;
  /** What the next requests get, in order; the last one stays. */
  reply(...replies: (Reply | ((request: ReceivedRequest) => Reply))[]): void;
  /** Resolves when so many requests have come in all. */
  received(count: number): Promise<readonly ReceivedRequest[]>;
  /** Resolves when the connection of this number has ended, on whichever side. */
  closed(connection: number): Promise<void>;
  close(): Promise<void>;
}
export interface ReceiverOptions {
  readonly port?: number;
  readonly host?: string;
  readonly tls?: TlsOptions;
}

export function answer(status: number, body = "", headers: Record<string, string> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Said\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${lines.join("")}\r\n${body}`;
}

/** A real HTTP server on loopback that does as it is told: `await using receiver = await startReceiver()`. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Map<number, Socket>();
  let replies: (Reply | ((request: ReceivedRequest) => Reply))[] = [answer(200)];
  let watchers: (() => void)[] = [];
  let connections = 0;

  function take(request: ReceivedRequest, socket: Socket): void {
    requests.push(request);
    const next = (replies.length > 1 ? replies.shift() : replies[0]) ?? "hang";
    const reply =
      typeof next === "function" && next.length === 1 && !isSocketReply(next)
        ? (next as (r: ReceivedRequest) => Reply)(request)
        : next;
    if (reply === "close") socket.destroy();
    else if (typeof reply === "string" && reply !== "hang") socket.write(reply, "latin1");
    else if (Buffer.isBuffer(reply)) socket.write(reply);
    else if (typeof reply === "function") void (reply as (s: Socket) => void)(socket);
    tell();
  }

  function tell(): void {
    const due = watchers;
    watchers = [];
    for (const watcher of due) watcher();
  }

  function serve(socket: Socket): void {
    const connection = ++connections;
    sockets.set(connection, socket);
    const caller = callerOf(socket);
    let bytes: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      for (let found = parse(bytes); found; found = parse(bytes)) {
        bytes = bytes.subarray(found.length);
        take({ ...found.request, connection, caller }, socket);
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(connection);
      tell();
    });
  }

  const server: Server = options.tls ? createTlsServer(options.tls, serve) : createServer(serve);
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as { port: number };

  async function close(): Promise<void> {
    for (const socket of sockets.values()) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
  return {
    url: `${options.tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}/hook`,
    port,
    requests,
    get connections() {
      return connections;
    },
    reply(...next) {
      replies = next;
    },
    async received(count) {
      while (requests.length < count) await new Promise<void>((resolve) => watchers.push(resolve));
      return requests;
    },
    async closed(connection) {
      while (connection > connections || sockets.has(connection)) {
        await new Promise<void>((resolve) => watchers.push(resolve));
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

const socketReplies = new WeakSet<object>();

/** Marks a reply that writes to the socket itself. */
export function writing(reply: (socket: Socket) => void | Promise<void>): Reply {
  socketReplies.add(reply);
  return reply;
}

function isSocketReply(reply: object): boolean {
  return socketReplies.has(reply);
}

function callerOf(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const { CN } = socket.getPeerCertificate()?.subject ?? {};
  return typeof CN === "string" ? CN : undefined;
}

type Parsed = Omit<ReceivedRequest, "connection" | "caller">;

function parse(bytes: Buffer): { request: Parsed; length: number } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [line = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((text) => {
      const colon = text.indexOf(":");
      return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()];
    }),
  );
  const length = end + 4 + Number(headers["content-length"] ?? 0);
  if (bytes.length < length) return undefined;
  const [method = "", path = ""] = line.split(" ");
  const body = bytes.toString("utf8", end + 4, length);
  return { request: { method, path, headers, body, at: Date.now() }, length };
}
