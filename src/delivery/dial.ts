import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type SecureContext } from "node:tls";
import type { EgressProxy } from "../core/egress-proxy.ts";
import { type Connection, createConnection, type Intake } from "./connection.ts";
import { type DialFault, dialFault } from "./dial-fault.ts";
import type { Resolver } from "./resolver.ts";
import type { Target } from "./target.ts";
import { openTunnel } from "./tunnel.ts";

export interface DialSettings {
  /** Whose certificates are believed, and which one is shown. */
  readonly secureContext: SecureContext;
  /** Bytes of an answer's body that are kept. */
  readonly bodyCap: number;
  /** Everything goes through it, if there is one. */
  readonly proxy?: EgressProxy | undefined;
  readonly resolver: Resolver;
}

/** Of the two one is called, once, and later: not before `dial` has returned. */
export interface DialEnd {
  opened(connection: Connection): void;
  failed(fault: DialFault): void;
}

/**
 * Opens a socket to an address, TLS and the check of the name included.
 *
 * @param address as DNS gave it; where there is a proxy a name too, for the proxy to resolve
 */
export function dial(target: Target, address: string, settings: DialSettings, end: DialEnd): { destroy(): void } {
  const call: Call = { target, address, settings, intake: { take() {} }, end };
  if (settings.proxy) return dialThrough(settings.proxy, call);
  return target.secure ? whenReady(openTls(call), "secureConnect", call) : whenReady(openTcp(call), "connect", call);
}

interface Call {
  readonly target: Target;
  readonly address: string;
  readonly settings: DialSettings;
  readonly intake: Intake;
  readonly end: DialEnd;
}

function dialThrough(proxy: EgressProxy, call: Call): { destroy(): void } {
  const { target, address, settings, end } = call;
  let line = openTunnel(proxy, settings.resolver, `${bracketed(address)}:${target.port}`, {
    opened(tunnel) {
      if (target.secure) line = whenReady(openTlsIn(tunnel, call), "secureConnect", call);
      else {
        readFrom(tunnel, call.intake);
        open(tunnel, call);
      }
    },
    failed: end.failed,
  });
  return { destroy: () => line.destroy() };
}

function whenReady(socket: Socket, ready: "connect" | "secureConnect", call: Call): { destroy(): void } {
  let over = false;
  function fail(fault: DialFault): void {
    if (over) return;
    over = true;
    socket.destroy();
    call.end.failed(fault);
  }
  // These stay: an error that nobody listens to would end the process.
  socket.on("error", (fault) => fail(dialFault(fault, call.target.secure)));
  socket.on("close", () => fail({ error: "reset" }));
  socket.once(ready, () => {
    if (over) return;
    over = true;
    open(socket, call);
  });
  return socket;
}

function open(socket: Socket, { address, intake, settings, end }: Call): void {
  end.opened(createConnection(socket, address, intake, settings.bodyCap));
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

/** Through a tunnel Bun does not do that. */
function readFrom(socket: Socket, intake: Intake): void {
  socket.on("data", (chunk: Buffer) => intake.take(chunk));
}

function openTcp({ target, address, intake }: Call): Socket {
  return connectTcp({ host: address, port: target.port, noDelay: true, onread: readInto(intake) });
}

function openTls({ target, address, settings, intake }: Call): Socket {
  // `node:tls` takes what `node:net` takes, which its types do not say.
  const direct = { onread: readInto(intake), host: address, port: target.port };
  const socket = connectTls({ ...tlsOptions(target, settings), ...direct });
  socket.setNoDelay(true);
  return socket;
}

function openTlsIn(tunnel: Socket, { target, settings, intake }: Call): Socket {
  const socket = connectTls({ ...tlsOptions(target, settings), host: target.host, socket: tunnel });
  readFrom(socket, intake);
  return socket;
}

function tlsOptions({ host }: Target, { secureContext }: DialSettings): ConnectionOptions {
  return {
    ...(isIP(host) === 0 && { servername: host }),
    secureContext,
    // Said aloud: NODE_TLS_REJECT_UNAUTHORIZED in the environment must not undo it.
    rejectUnauthorized: true,
    ALPNProtocols: ["http/1.1"],
  };
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
