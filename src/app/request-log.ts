import { isIP } from "node:net";
import type { Settings } from "../config/settings.ts";
import { clientAddress } from "../core/client-address.ts";
import type { AnsweredRequest } from "../http/mount.ts";
import type { Logger } from "./logger.ts";

/** A line a request to the API, at the level `debug`. */
export function requestLog(log: Logger, { server }: Settings): ((answered: AnsweredRequest) => void) | undefined {
  if (!log.enabled("debug")) return undefined;
  return ({ request, path, status, durationMs, peer }) => {
    const told = clientAddress(peer, request.headers.get("x-forwarded-for"), server.trustedProxies);
    // A proxy that passes the header on as it came lets anything stand there.
    const client = told !== undefined && isIP(told) > 0 ? told : peer;
    log.debug({ method: request.method, path, status, ms: durationMs, client }, "answered");
  };
}
