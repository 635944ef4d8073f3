import { hostOf } from "../core/target-url.ts";

/** A webhook's URL as the sender needs it. */
export interface Target {
  /** Sockets with the same key serve the same endpoints. */
  readonly key: string;
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Path and query, as they stand in the request line. */
  readonly path: string;
}

const KEPT = 10_000;

/** Takes URLs apart, each once as long as it is in use. */
export function createTargets(): (url: string) => Target {
  const known = new Map<string, Target>();
  return (url) => {
    const found = known.get(url);
    if (found) return found;
    if (known.size >= KEPT) known.clear();
    const target = toTarget(new URL(url));
    known.set(url, target);
    return target;
  };
}

function toTarget(url: URL): Target {
  const secure = url.protocol === "https:";
  const host = hostOf(url);
  const port = Number(url.port) || (secure ? 443 : 80);
  return { key: `${url.protocol}${host}:${port}`, secure, host, port, path: url.pathname + url.search };
}
