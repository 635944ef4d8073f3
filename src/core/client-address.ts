import { type AddressRange, isAddress, isInRanges, networkOf } from "./address.ts";

/**
 * Where a request came from: the peer's address, or, where the peer is a trusted proxy, the last address of
 * `X-Forwarded-For` that is none. What a client writes there itself is left of what proxies add, and is not believed.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | null,
  trustedProxies: readonly AddressRange[],
): string | undefined {
  if (peer === undefined || forwardedFor === null || !isInRanges(peer, trustedProxies)) return peer;
  const hops = forwardedFor.split(",").map((hop) => hop.trim());
  const told = hops.findLast((hop) => !isInRanges(hop, trustedProxies)) ?? hops[0];
  // A proxy that passes the header on as it came lets anything stand there.
  return told !== undefined && isAddress(told) ? told : peer;
}

/** Who may have all of these addresses: an IPv6 address is one of the many of its /64. */
export function clientNetwork(address: string): string {
  return networkOf(address, 64) ?? address;
}
