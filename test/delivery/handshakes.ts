import type { Socket } from "node:net";
import { failed, type Recorded } from "./recorded.ts";

const onHello = (then: (socket: Socket) => void) => (socket: Socket) => void socket.once("data", () => then(socket));

/** What an endpoint does instead of a TLS handshake, and what an attempt is recorded with. */
export const BROKEN_HANDSHAKES: readonly [does: string, serve: (socket: Socket) => void, recorded: Recorded][] = [
  ["says nothing to the handshake", (socket) => void socket.resume(), failed("timeout")],
  ["closes in the handshake", onHello((socket) => void socket.end()), failed("reset")],
  ["resets in the handshake", onHello((socket) => void socket.resetAndDestroy()), failed("reset")],
  ["speaks HTTP", onHello((socket) => void socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")), failed("tls")],
];
