import { Resolver as DnsResolver } from "node:dns/promises";
import { isAddressLiteral, isLocalhost, LOCALHOST_ADDRESSES } from "../core/target-url.ts";
import { MINUTE, type Millis, SECOND } from "../core/time.ts";
import type { HostsFile } from "./hosts-file.ts";

/** Finds the addresses of names. */
export interface Resolver {
  /** The same array as long as the answer holds; `undefined` when the name has none, or nobody could tell. */
  resolve(host: string): Promise<readonly string[] | undefined>;
}
export interface ResolverDeps {
  /** As `ip` or `ip:port`; none means the system's. */
  readonly servers: readonly string[];
  readonly hostsFile: HostsFile;
  monotonic(): Millis;
}

const SHORTEST_TTL: Millis = SECOND;
const LONGEST_TTL: Millis = 5 * MINUTE;
/** A name without addresses is asked for again after this. */
const FAILURE_TTL: Millis = SECOND;
const MOST_NAMES = 10_000;
/** Of an answer with more addresses the rest is left out. */
const MOST_ADDRESSES = 32;

interface Known {
  readonly addresses: readonly string[] | undefined;
  readonly until: Millis;
}

/** Asks DNS by c-ares: `getaddrinfo` has a few threads, which one silent server fills for everybody. */
export function createResolver({ servers, hostsFile, monotonic }: ResolverDeps): Resolver {
  const dns = new DnsResolver({ timeout: 2 * SECOND, tries: 2 });
  if (servers.length > 0) dns.setServers(servers);
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<readonly string[] | undefined>>();

  async function ask(name: string): Promise<readonly string[] | undefined> {
    const answers = await Promise.allSettled([dns.resolve6(name, { ttl: true }), dns.resolve4(name, { ttl: true })]);
    const records = interleave(answers.map((answer) => (answer.status === "fulfilled" ? answer.value : [])));
    const addresses = records.length > 0 ? records.slice(0, MOST_ADDRESSES).map(({ address }) => address) : undefined;
    remember(name, addresses, addresses ? ttlOf(records) : FAILURE_TTL);
    return addresses;
  }

  function remember(name: string, addresses: readonly string[] | undefined, ttl: Millis): void {
    if (known.size >= MOST_NAMES) known.clear();
    known.set(name, { addresses, until: monotonic() + ttl });
  }

  return {
    async resolve(host) {
      const found = known.get(host);
      if (found && found.until > monotonic()) return found.addresses;
      const given = isAddressLiteral(host)
        ? [host]
        : (hostsFile.find(host) ?? (isLocalhost(host) ? LOCALHOST_ADDRESSES : undefined));
      if (given) {
        remember(host, given, SHORTEST_TTL);
        return given;
      }
      let answer = asking.get(host);
      if (!answer) {
        answer = ask(host).finally(() => asking.delete(host));
        asking.set(host, answer);
      }
      return answer;
    },
  };
}

function ttlOf(records: readonly { readonly ttl: number }[]): Millis {
  const shortest = Math.min(...records.map(({ ttl }) => ttl)) * SECOND;
  return Math.min(LONGEST_TTL, Math.max(SHORTEST_TTL, shortest));
}

/** One of each list in turn (RFC 8305 section 4). */
function interleave<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}
