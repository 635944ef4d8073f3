import { hostOf } from "../core/target-url.ts";
import type { ClientIdentity } from "./client-identity.ts";

/** A webhook's URL as the sender needs it. */
export interface Target {
  /** Sockets with the same key serve the same endpoints, and speak for the same webhook where it shows a certificate. */
  readonly key: string;
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Path and query, as they stand in the request line. */
  readonly path: string;
}

const KEPT = 10_000;

/** Takes URLs apart, each once as long as it is in use. */
export function createTargets(): (url: string, identity?: ClientIdentity) => Target {
  const known = new Map<string, Target>();

  function targetOf(url: string): Target {
    const found = known.get(url);
    if (found) return found;
    if (known.size >= KEPT) known.clear();
    const target = toTarget(new URL(url));
    known.set(url, target);
    return target;
  }

  return (url, identity) => {
    const target = targetOf(url);
    return identity ? { ...target, key: `${target.key} ${identity.revision}` } : target;
  };
}

function toTarget(url: URL): Target {
  const secure = url.protocol === "https:";
  const host = hostOf(url);
  const port = Number(url.port) || (secure ? 443 : 80);
  return { key: `${url.protocol}${host}:${port}`, secure, host, port, path: url.pathname + url.search };
}
