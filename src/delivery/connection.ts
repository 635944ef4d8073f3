import type { Socket } from "node:net";
import type { EndpointResponse } from "../core/attempt.ts";
import { type Body, slicesOf } from "../core/body.ts";
import type { Millis } from "../core/time.ts";
import { createResponseReader, type Reading, type ResponseReader } from "./response-reader.ts";

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
  readonly body: Body;
}

/** Takes what comes in. A chunk is to be done with when it returns: its memory is used again. */
export interface Intake {
  take(chunk: Buffer): void;
}

/** The code of a socket's fault. */
export function codeOf(fault: Error): string {
  return String((fault as { code?: unknown }).code ?? "");
}

/** On a socket that is open, and gives `intake` what it receives. */
export function createConnection(socket: Socket, address: string, intake: Intake, bodyCap: number): Connection {
  /** Made at the first byte: endpoints that hang never send one. */
  let reader: ResponseReader | undefined;
  let waiting: ((exchange: Exchange) => void) | undefined;
  let reusable = true;
  /** Slices of the body are still to be written. */
  let isPouring = false;

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
    else
      finish(
        { kind: "response", response: reading.response },
        reading.reusable && !isPouring && socket.writableLength === 0,
      );
  }

  /** Each when the system has taken the one before, so that no endpoint, slow as it may be, makes us hold a second copy. */
  function pour(slices: Iterator<Uint8Array>): void {
    const next = slices.next();
    isPouring = !next.done;
    if (next.done || !waiting) return;
    socket.write(next.value, (fault) => {
      if (!fault) pour(slices);
    });
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
      if (typeof body === "string") {
        socket.write(head + body);
        return;
      }
      socket.write(head);
      pour(slicesOf(body));
    },
    destroy() {
      reusable = false;
      socket.destroy();
    },
  };
  return connection;
}
