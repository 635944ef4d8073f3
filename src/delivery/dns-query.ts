import { Resolver } from "node:dns/promises";
import { type Millis, SECOND } from "../core/time.ts";

export interface DnsRecord {
  readonly address: string;
  /** In seconds. */
  readonly ttl: number;
}

/** The first try's; the second waits twice as long. Both end before an attempt does. */
const TIMEOUT: Millis = SECOND;
const TRIES = 2;
/** c-ares remembers answers too, for up to an hour: none of its resolvers is asked that is older than this. */
const RESOLVER_AGE: Millis = SECOND;

/** A server's own word that there is nothing, as opposed to silence or trouble. */
const NO_SUCH_THING: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA"]);
const TIMED_OUT = "ETIMEOUT";

/**
 * Asks for one family's addresses. Without any, and when nobody answers, there are none.
 *
 * @param servers as `ip` or `ip:port`; none means the system's
 */
export function createDnsQuery(servers: readonly string[], monotonic: () => Millis) {
  let current = connect();
  let connectedAt = monotonic();

  function connect(): Resolver {
    const resolver = new Resolver({ timeout: TIMEOUT, tries: TRIES });
    if (servers.length > 0) resolver.setServers(servers);
    return resolver;
  }

  function renew(): void {
    current = connect();
    connectedAt = monotonic();
  }

  return async (name: string, family: 4 | 6): Promise<readonly DnsRecord[]> => {
    if (monotonic() - connectedAt >= RESOLVER_AGE) renew();
    const used = current;
    const found = await ask(used, name, family);
    if (typeof found !== "string") return found;
    if (NO_SUCH_THING.has(found)) return [];
    // The system's servers are read once by each resolver, and may be others since: a laptop moves, a VPN comes up.
    if (used === current) renew();
    if (found === TIMED_OUT) return [];
    // A malformed answer fails all questions that are open with the same resolver: each is asked once more, by its own.
    const second = await ask(connect(), name, family);
    return typeof second === "string" ? [] : second;
  };
}

/** The records, or the fault's code. */
async function ask(resolver: Resolver, name: string, family: 4 | 6): Promise<readonly DnsRecord[] | string> {
  try {
    return await (family === 6 ? resolver.resolve6(name, { ttl: true }) : resolver.resolve4(name, { ttl: true }));
  } catch (fault) {
    return String((fault as { code?: unknown }).code);
  }
}
