import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, rootCertificates } from "node:tls";
import { type Connection, codeOf, createConnection, type Intake } from "./connection.ts";
import type { Target } from "./target.ts";

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
