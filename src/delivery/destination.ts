import { type AddressRange, isAllowedAddress } from "../core/address.ts";
import type { EgressProxy } from "../core/egress-proxy.ts";
import { isAddressLiteral, isLocalhost } from "../core/target-url.ts";
import type { Addresses, Resolver } from "./resolver.ts";

/** Where an attempt may connect to. */
export type Destination =
  | { readonly kind: "found"; readonly addresses: readonly string[] }
  | { readonly kind: "failed"; readonly error: "dns" | "blocked_address" };

const NO_ADDRESS: Destination = { kind: "failed", error: "dns" };
const BLOCKED: Destination = { kind: "failed", error: "blocked_address" };

/**
 * Resolves hosts and checks the addresses. Only those that are allowed are given, and it is these that are dialled: no
 * later answer of DNS comes between check and connect.
 *
 * With an egress proxy names are found without DNS, and are given to it as they are: it resolves them, it alone knows whom it
 * connects to, and so it is the proxy that must refuse what is not public. Smokescreen does, and its rules are by name.
 * Addresses, and `localhost`, are checked here as always.
 */
export function createDestinations(resolver: Resolver, allow: readonly AddressRange[], proxy?: EgressProxy) {
  // An answer of the resolver is checked once, as long as it holds.
  const checked = new WeakMap<readonly string[], Destination>();

  function check(addresses: Addresses): Destination {
    if (!addresses) return NO_ADDRESS;
    const destination = checked.get(addresses) ?? allowedOf(addresses, allow);
    checked.set(addresses, destination);
    return destination;
  }

  return function find(host: string): Destination | Promise<Destination> {
    if (proxy && isForProxy(host)) return { kind: "found", addresses: [host] };
    const answer = resolver.resolve(host);
    return answer instanceof Promise ? answer.then(check) : check(answer);
  };
}

function isForProxy(host: string): boolean {
  return !isAddressLiteral(host) && !isLocalhost(host);
}

function allowedOf(addresses: readonly string[], allow: readonly AddressRange[]): Destination {
  const allowed = addresses.filter((address) => isAllowedAddress(address, allow));
  return allowed.length > 0 ? { kind: "found", addresses: allowed } : BLOCKED;
}
