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
 * range opens what it names and no more: an IPv4 range does not open the IPv6 addresses that stand for it, nor `::/0` IPv4.
 */
export function isAllowedAddress(address: string, allow: readonly AddressRange[]): boolean {
  const parsed = parseAddress(address);
  if (!parsed) return false;
  return isPublicUnicast(parsed) || allow.some((range) => inRange(parsed, range));
}

/** Whether a text is an IPv4 or IPv6 address, and no more than that. */
export function isAddress(text: string): boolean {
  return parseAddress(text) !== undefined;
}

function inRange(address: ipaddr.IPv4 | ipaddr.IPv6, { network, prefix }: AddressRange): boolean {
  return address.kind() === network.kind() && address.match(network, prefix);
}

/**
 * Only what the system takes for the same address: nothing with a zone id, or with short, octal or hexadecimal numbers. No
 * IPv4-mapped ones either, which it takes for IPv4: they are written as that, or not at all.
 */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  const lastPart = text.slice(text.lastIndexOf(":") + 1);
  if (text.includes("%") || (lastPart.includes(".") && !ipaddr.IPv4.isValidFourPartDecimal(lastPart))) return undefined;
  const address = ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
  return address?.isIPv4MappedAddress() ? undefined : address;
}

/** What is given out for the internet (https://www.iana.org/assignments/ipv6-address-space). */
const GLOBAL_UNICAST = ["0.0.0.0/0", "2000::/3"].flatMap((text) => parseRange(text) ?? []);
/** Services of clouds at addresses that look public: Azure's platform. */
const CLOUD_SERVICES = ["168.63.129.16/32"].flatMap((text) => parseRange(text) ?? []);

/** `ipaddr.js` knows the registries of special addresses, those among them that carry an IPv4 address. */
function isPublicUnicast(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const isIn = (range: AddressRange) => inRange(address, range);
  return address.range() === "unicast" && GLOBAL_UNICAST.some(isIn) && !CLOUD_SERVICES.some(isIn);
}

/** The network of an IPv6 address, with so many bits; `undefined` for anything else, IPv4 written as IPv6 among it. */
export function networkOf(address: string, prefix: number): string | undefined {
  const parsed = parseAddress(address);
  if (!(parsed instanceof ipaddr.IPv6)) return undefined;
  return ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/${prefix}`).toString();
}

/** The ranges that `--dev` opens. */
export const LOOPBACK: readonly AddressRange[] = ["127.0.0.0/8", "::1/128"].flatMap((text) => parseRange(text) ?? []);

/** Whether an address is in one of the ranges; IPv4 written as IPv6 counts as what it is. */
export function isInRanges(address: string, ranges: readonly AddressRange[]): boolean {
  const parsed = parseAddress(address.replace(/^::ffff:(?=\d+\.)/i, ""));
  return parsed !== undefined && ranges.some((range) => inRange(parsed, range));
}
