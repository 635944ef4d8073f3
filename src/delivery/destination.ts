import { type AddressRange, isAllowedAddress } from "../core/address.ts";
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
 */
export function createDestinations(resolver: Resolver, allow: readonly AddressRange[]) {
  // An answer of the resolver is checked once, as long as it holds.
  const checked = new WeakMap<readonly string[], Destination>();

  function check(addresses: Addresses): Destination {
    if (!addresses) return NO_ADDRESS;
    const known = checked.get(addresses);
    if (known) return known;
    const allowed = addresses.filter((address) => isAllowedAddress(address, allow));
    const destination: Destination = allowed.length > 0 ? { kind: "found", addresses: allowed } : BLOCKED;
    checked.set(addresses, destination);
    return destination;
  }

  return function find(host: string): Destination | Promise<Destination> {
    const answer = resolver.resolve(host);
    return answer instanceof Promise ? answer.then(check) : check(answer);
  };
}
