import { connect, isIP, type LookupFunction, type Socket } from "node:net";
import type { EgressProxy } from "../core/egress-proxy.ts";
import { codeOf } from "./connection.ts";
import type { DialFault } from "./dial-fault.ts";
import type { Resolver } from "./resolver.ts";

/** Of the two one is called, once, and later: not before `openTunnel` has returned. */
export interface TunnelEnd {
  opened(socket: Socket): void;
  failed(fault: DialFault): void;
}

/** Longer than what a proxy says to CONNECT. */
const LONGEST_HEAD = 16 * 1024;

/**
 * Asks a proxy for a way to an authority, `host:port` (RFC 9110 section 9.3.6). A name is resolved by the proxy.
 *
 * What the proxy answers becomes an attempt's error: 403 and 407 `blocked_address`, which is how proxies such as Smokescreen
 * refuse; 408 and 504 `timeout`; any other status `refused`; what is not HTTP `invalid_response`. A proxy that cannot be
 * connected to is `refused`, and one that goes away without an answer `reset`.
 */
export function openTunnel(
  proxy: EgressProxy,
  resolver: Resolver,
  authority: string,
  end: TunnelEnd,
): { destroy(): void } {
  const socket = connect({ host: proxy.host, port: proxy.port, noDelay: true, lookup: lookupBy(resolver) });
  let head = "";
  let connected = false;
  let over = false;

  function fail(error: DialFault["error"]): void {
    if (over) return;
    over = true;
    socket.destroy();
    end.failed({ error });
  }

  function read(chunk: Buffer): void {
    head += chunk.toString("latin1");
    const length = head.indexOf("\r\n\r\n") + 4;
    if (length < 4 && head.length <= LONGEST_HEAD) return;
    const status = /^HTTP\/1\.\d (\d{3})[ \r]/.exec(head)?.[1];
    // The endpoint speaks only when it was spoken to: what comes after the head is not the endpoint's.
    if (length < 4 || status === undefined || (isSuccess(status) && length < head.length)) fail("invalid_response");
    else if (!isSuccess(status)) fail(REFUSALS[status] ?? "refused");
    else if (!over) {
      over = true;
      socket.off("data", read);
      end.opened(socket);
    }
  }

  socket.once("connect", () => {
    connected = true;
    const authorization = proxy.authorization === undefined ? "" : `Proxy-Authorization: ${proxy.authorization}\r\n`;
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`);
  });
  socket.on("data", read);
  // These stay: an error that nobody listens to would end the process.
  socket.on("error", (fault) => fail(connected ? "reset" : unreachable(fault)));
  socket.on("close", () => fail(connected ? "reset" : "refused"));
  return socket;
}

const REFUSALS: Readonly<Record<string, DialFault["error"]>> = {
  403: "blocked_address",
  407: "blocked_address",
  408: "timeout",
  504: "timeout",
};

function isSuccess(status: string): boolean {
  return status.startsWith("2");
}

function unreachable(fault: Error): DialFault["error"] {
  return codeOf(fault) === "ETIMEDOUT" ? "timeout" : "refused";
}

/** The system's own has a few threads, which one silent server fills for everybody. */
function lookupBy(resolver: Resolver): LookupFunction {
  return (host, _options, found) => {
    void Promise.resolve(resolver.resolve(host)).then((addresses = []) => {
      const all = addresses.map((address) => ({ address, family: isIP(address) }));
      found(all.length > 0 ? null : new Error("The proxy's name has no address."), all);
    });
  };
}
