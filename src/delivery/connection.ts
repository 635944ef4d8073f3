import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, rootCertificates } from "node:tls";
import type { EndpointResponse } from "../core/attempt.ts";
import type { Millis } from "../core/time.ts";
import { createResponseReader, type Reading, type ResponseReader } from "./response-reader.ts";
import type { Target } from "./target.ts";

/** What became of a request that was written to a socket. */
export type Exchange =
  | { readonly kind: "response"; readonly response: EndpointResponse }
  | { readonly kind: "invalid" }
  /** The connection ended first. `answered`: some bytes of an answer had come. */
  | { readonly kind: "lost"; readonly answered: boolean }
  /** TLS 1.3 tells only after the handshake that the endpoint wants a certificate of ours. */
  | { readonly kind: "tls" };

/** An open socket to one address, for one request at a time. */
export interface Connection {
  readonly address: string;
  /** Whether another request may be sent. */
  readonly reusable: boolean;
  /** Since when it waits for a request, for the pool that keeps it. */
  idleSince: Millis;
  /** Called when the endpoint closes it, or speaks, while it is idle. */
  onIdleEnd: (() => void) | undefined;
  /** A callback, not a promise: this is the hottest path there is. It is called in every case. */
  exchange(request: RequestText, done: (exchange: Exchange) => void): void;
  destroy(): void;
}

/** A request as it goes over the wire. */
export interface RequestText {
  /** With the empty line at its end. */
  readonly head: string;
  readonly body: string;
}

export interface DialSettings {
  /** Certificate authorities besides the built-in ones, as PEM. */
  readonly authorities: readonly string[];
  /** Bytes of an answer's body that are kept. */
  readonly bodyCap: number;
}

export interface DialFault {
  readonly error: "refused" | "reset" | "tls" | "timeout";
}

/** Of the two one is called, once, and later: not before `dial` has returned. */
export interface DialEnd {
  opened(connection: Connection): void;
  failed(fault: DialFault): void;
}

/** Opens a socket to an address, TLS and the check of the name included. */
export function dial(target: Target, address: string, settings: DialSettings, end: DialEnd): { destroy(): void } {
  const intake: Intake = { take() {} };
  const socket = target.secure ? openTls(target, address, settings, intake) : openTcp(target, address, intake);
  let over = false;
  function fail(fault: DialFault): void {
    if (over) return;
    over = true;
    socket.destroy();
    end.failed(fault);
  }
  // These stay: an error that nobody listens to would end the process.
  socket.on("error", (fault) => fail(dialFault(fault, target.secure)));
  socket.on("close", () => fail({ error: "reset" }));
  socket.once(target.secure ? "secureConnect" : "connect", () => {
    if (over) return;
    over = true;
    end.opened(createConnection(socket, address, intake, settings.bodyCap));
  });
  return socket;
}

/** Takes what comes in. A chunk is to be done with when it returns: its memory is used again. */
interface Intake {
  take(chunk: Buffer): void;
}

/** Of all sockets: each chunk is read out of it before the next one comes, whosever that is. */
const received = Buffer.alloc(64 * 1024);

/** Bytes straight from the socket, and not through a stream, which would make a buffer of up to 512 KiB for each chunk. */
function readInto(intake: Intake) {
  return {
    buffer: received,
    callback(length: number) {
      intake.take(received.subarray(0, length));
      return true;
    },
  };
}

function openTcp({ port }: Target, address: string, intake: Intake): Socket {
  return connectTcp({ host: address, port, noDelay: true, onread: readInto(intake) });
}

function openTls({ host, port }: Target, address: string, { authorities }: DialSettings, intake: Intake): Socket {
  // `node:tls` takes what `node:net` takes, which its types do not say.
  const options = {
    onread: readInto(intake),
    host: address,
    port,
    ...(isIP(host) === 0 && { servername: host }),
    minVersion: "TLSv1.2" as const,
    // Said aloud: NODE_TLS_REJECT_UNAUTHORIZED in the environment must not undo it.
    rejectUnauthorized: true,
    ALPNProtocols: ["http/1.1"],
    ...(authorities.length > 0 && { ca: [...rootCertificates, ...authorities] }),
  } satisfies ConnectionOptions & { onread: unknown };
  const socket = connectTls(options);
  socket.setNoDelay(true);
  return socket;
}

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "EADDRNOTAVAIL",
  "EACCES",
  "EPERM",
  "EMFILE",
]);
const RESET = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

function dialFault(fault: Error, secure: boolean): DialFault {
  const code = codeOf(fault);
  if (UNREACHABLE.has(code)) return { error: "refused" };
  if (code === "ETIMEDOUT") return { error: "timeout" };
  if (RESET.has(code) || !secure) return { error: "reset" };
  return { error: "tls" };
}

function codeOf(fault: Error): string {
  return String((fault as { code?: unknown }).code ?? "");
}

/** A body that is larger is written by itself: joining it to its head would make one more copy of it. */
const LARGE_BODY = 64 * 1024;

function createConnection(socket: Socket, address: string, intake: Intake, bodyCap: number): Connection {
  /** Made at the first byte: endpoints that hang never send one. */
  let reader: ResponseReader | undefined;
  let waiting: ((exchange: Exchange) => void) | undefined;
  let reusable = true;

  function finish(exchange: Exchange, keep: boolean): void {
    const done = waiting;
    waiting = undefined;
    if (!keep || !done) {
      reusable = false;
      socket.destroy();
    }
    reader?.reset();
    if (done) done(exchange);
    else connection.onIdleEnd?.();
  }

  function take(reading: Reading): void {
    if (reading.kind === "more") return;
    if (reading.kind === "invalid") finish({ kind: "invalid" }, false);
    // An endpoint that answered before it had read the request may never read the rest, nor another one.
    else finish({ kind: "response", response: reading.response }, reading.reusable && socket.writableLength === 0);
  }

  function lose(): void {
    if (reusable || waiting) finish({ kind: "lost", answered: reader?.started ?? false }, false);
  }

  intake.take = (chunk) => {
    reader ??= createResponseReader(bodyCap);
    if (waiting) take(reader.read(chunk));
    else if (reusable) lose();
  };
  socket.on("end", () => {
    if (waiting && reader) take(reader.end());
    lose();
  });
  socket.on("error", (fault) => {
    if (waiting && codeOf(fault).startsWith("ERR_SSL_")) finish({ kind: "tls" }, false);
    else lose();
  });
  socket.on("close", lose);

  const connection: Connection = {
    address,
    get reusable() {
      return reusable;
    },
    idleSince: 0,
    onIdleEnd: undefined,
    exchange({ head, body }, done) {
      waiting = done;
      if (body.length <= LARGE_BODY) {
        socket.write(head + body);
        return;
      }
      socket.write(head);
      socket.write(body);
    },
    destroy() {
      reusable = false;
      socket.destroy();
    },
  };
  return connection;
}
