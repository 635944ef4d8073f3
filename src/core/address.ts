import ipaddr from "ipaddr.js";

/** A range of addresses, as written in the configuration. */
export interface AddressRange {
  readonly text: string;
  readonly network: ipaddr.IPv4 | ipaddr.IPv6;
  readonly prefix: number;
}

/** Reads "10.1.0.0/16", "fd00::/8" or a single address; `undefined` when it is none. IPv4 is four decimal numbers. */
export function parseRange(text: string): AddressRange | undefined {
  const [address = "", prefix, ...rest] = text.split("/");
  const network = parseAddress(address);
  if (!network || rest.length > 0) return undefined;
  const bits = network.kind() === "ipv4" ? 32 : 128;
  if (prefix === undefined) return { text, network, prefix: bits };
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) return undefined;
  return { text, network, prefix: Number(prefix) };
}

/**
 * Whether an endpoint may be at this address: it is public unicast, or in one of the ranges that the operator allowed. A
 * range opens what it names and no more: an IPv4 range does not open the IPv6 addresses that stand for it.
 */
export function isAllowedAddress(address: string, allow: readonly AddressRange[]): boolean {
  const parsed = parseAddress(address);
  if (!parsed) return false;
  return isPublicUnicast(parsed) || allow.some((range) => inRange(parsed, range));
}

function inRange(address: ipaddr.IPv4 | ipaddr.IPv6, { network, prefix }: AddressRange): boolean {
  return address.kind() === network.kind() && address.match(network, prefix);
}

/** No zone ids and no short or octal spellings: an address of DNS or of a parsed URL has neither. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  // In the IPv4 part of an IPv6 address ipaddr.js also takes octal and hexadecimal numbers, and leading zeros.
  const isWellEnded = !text.includes(".") || ipaddr.IPv4.isValidFourPartDecimal(text.slice(text.lastIndexOf(":") + 1));
  if (!text.includes("%") && isWellEnded && ipaddr.IPv6.isValid(text)) return ipaddr.IPv6.parse(text);
  return undefined;
}

/**
 * Refused beyond what `ipaddr.js` calls anything but unicast: addresses that carry an IPv4 address, or serve special ends
 * (https://www.iana.org/assignments/iana-ipv6-special-registry), and clouds' services at public addresses.
 */
const SPECIAL = [
  "192.88.99.0/24", // 6to4 relays
  "168.63.129.16/32", // Azure's platform
  "::/96", // IPv4-compatible
  "::ffff:0:0/96", // IPv4-mapped
  "::ffff:0:0:0/96", // IPv4-translated
  "64:ff9b::/96", // NAT64
  "64:ff9b:1::/48", // NAT64 of a site
  "100::/64", // discard
  "2001::/23", // protocol assignments, Teredo among them
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4
  "3fff::/20", // documentation
  "5f00::/16", // segment routing
  "fec0::/10", // site-local
].flatMap((text) => parseRange(text) ?? []);

function isPublicUnicast(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.range() === "unicast" && !SPECIAL.some((range) => inRange(address, range));
}

/** The network of an IPv6 address, with so many bits; `undefined` for anything else, IPv4 written as IPv6 among it. */
export function networkOf(address: string, prefix: number): string | undefined {
  const parsed = parseAddress(address);
  if (!(parsed instanceof ipaddr.IPv6) || parsed.isIPv4MappedAddress()) return undefined;
  return ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/${prefix}`).toString();
}

/** The ranges that `--dev` opens. */
export const LOOPBACK: readonly AddressRange[] = ["127.0.0.0/8", "::1/128"].flatMap((text) => parseRange(text) ?? []);

/** Whether an address is in one of the ranges; IPv4 written as IPv6 counts as what it is. */
export function isInRanges(address: string, ranges: readonly AddressRange[]): boolean {
  const parsed = parseAddress(address.replace(/^::ffff:(?=\d+\.)/i, ""));
  return parsed !== undefined && ranges.some((range) => inRange(parsed, range));
}
