import { isAddressLiteral, isLocalhost, LOCALHOST_ADDRESSES } from "../core/target-url.ts";
import { type Clock, MINUTE, type Millis, SECOND } from "../core/time.ts";
import { createDnsQuery, type DnsRecord } from "./dns-query.ts";
import type { HostsFile } from "./hosts-file.ts";

/** The same array as long as it holds; `undefined` when the name has no address, or nobody could tell. */
export type Addresses = readonly string[] | undefined;

/** Finds the addresses of names. */
export interface Resolver {
  /** At once when they are known, which saves a busy endpoint a promise for every request. */
  resolve(host: string): Addresses | Promise<Addresses>;
}
export interface ResolverDeps {
  /** As `ip` or `ip:port`; none means the system's. */
  readonly servers: readonly string[];
  readonly hostsFile: HostsFile;
  readonly clock: Pick<Clock, "monotonic" | "after">;
}

const SHORTEST_TTL: Millis = SECOND;
const LONGEST_TTL: Millis = 5 * MINUTE;
/** A name without addresses is asked for again after this. */
const FAILURE_TTL: Millis = SECOND;
/** An answer of one family holds until the other one's question has come to its end, and no longer than this. */
const HALF_TTL: Millis = 10 * SECOND;
/** How long an answer waits for the other family's (RFC 8305 section 3): some servers never answer for IPv6. */
const OTHER_FAMILY_WAIT: Millis = 50;
const MOST_NAMES = 10_000;
/** Of an answer with more addresses the rest is left out. */
const MOST_ADDRESSES = 32;

interface Known {
  readonly addresses: Addresses;
  readonly until: Millis;
}

/** Asks DNS by c-ares: `getaddrinfo` has a few threads, which one silent server fills for everybody. */
export function createResolver({ servers, hostsFile, clock }: ResolverDeps): Resolver {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<Addresses>>();
  const query = createDnsQuery(servers, clock.monotonic);

  function remember(host: string, addresses: Addresses, ttl: Millis): Addresses {
    if (known.size >= MOST_NAMES) known.clear();
    known.set(host, { addresses, until: clock.monotonic() + ttl });
    return addresses;
  }

  function ask(name: string): Promise<Addresses> {
    return new Promise((resolve) => {
      const found: (readonly DnsRecord[])[] = [[], []];
      let open = found.length;
      let cancelWait: (() => void) | undefined;

      function take(family: number, records: readonly DnsRecord[]): void {
        found[family] = records;
        open--;
        cancelWait?.();
        const all = interleave(found).slice(0, MOST_ADDRESSES);
        const addresses = all.length > 0 ? all.map(({ address }) => address) : undefined;
        if (open === 0) resolve(remember(name, addresses, addresses ? ttlOf(all) : FAILURE_TTL));
        else if (addresses) {
          cancelWait = clock.after(OTHER_FAMILY_WAIT, () =>
            resolve(remember(name, addresses, Math.min(ttlOf(all), HALF_TTL))),
          );
        }
      }
      void query(name, 6).then((records) => take(0, records));
      void query(name, 4).then((records) => take(1, records));
    });
  }

  return {
    resolve(host) {
      const found = known.get(host);
      if (found && found.until > clock.monotonic()) return found.addresses;
      const given = givenAddresses(host, hostsFile);
      if (given) return remember(host, given, SHORTEST_TTL);
      const asked = asking.get(host) ?? ask(host).finally(() => asking.delete(host));
      asking.set(host, asked);
      return asked;
    },
  };
}

/** What needs no DNS. */
function givenAddresses(host: string, hostsFile: HostsFile): Addresses {
  if (isAddressLiteral(host)) return [host];
  return hostsFile.find(host) ?? (isLocalhost(host) ? LOCALHOST_ADDRESSES : undefined);
}

function ttlOf(records: readonly DnsRecord[]): Millis {
  const shortest = Math.min(...records.map(({ ttl }) => ttl)) * SECOND;
  return Math.min(LONGEST_TTL, Math.max(SHORTEST_TTL, shortest));
}

/** One of each list in turn (RFC 8305 section 4). */
function interleave<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}
