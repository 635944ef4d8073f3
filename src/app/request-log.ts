import type { Settings } from "../config/settings.ts";
import { clientAddress } from "../core/client-address.ts";
import type { AnsweredRequest } from "../http/mount.ts";
import type { Logger } from "./logger.ts";

/** A line a request to the API, at the level `debug`. */
export function requestLog(log: Logger, { server }: Settings): ((answered: AnsweredRequest) => void) | undefined {
  if (!log.enabled("debug")) return undefined;
  return ({ request, path, status, durationMs, peer }) => {
    const client = clientAddress(peer, request.headers.get("x-forwarded-for"), server.trustedProxies);
    log.debug({ method: request.method, path, status, ms: durationMs, client }, "answered");
  };
}
