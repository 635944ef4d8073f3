import { type AddressRange, isAllowedAddress } from "./address.ts";
import { Refusal } from "./errors.ts";

export interface TargetRules {
  readonly allowHttp: boolean;
  readonly allow: readonly AddressRange[];
}

const MAX_URL_LENGTH = 2_048;

/**
 * Why a webhook may not have this URL, as far as can be told without asking DNS; `undefined` when it may. Names are checked
 * at every attempt by the addresses they have then.
 */
export function targetUrlFault(text: string, rules: TargetRules): Refusal | undefined {
  if (text.length > MAX_URL_LENGTH) return invalid(`This is longer than ${MAX_URL_LENGTH} characters.`);
  // The URL parser drops these without a word; what is posted to should be what was written.
  if (/[\s\\]/.test(text) || hasControlCharacter(text))
    return invalid("A URL has no spaces, line ends or backslashes.");
  // The parser also takes "https:example.com" and "https:////example.com".
  const url = /^[a-z][a-z\d+.-]*:\/\/[^/]/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return invalid("This is not an absolute URL, such as https://example.com/hooks.");
  return schemeFault(url, rules) ?? partsFault(url, text) ?? hostFault(url, rules);
}

/** The name or address of a URL: IPv6 without its brackets, names without a dot at the end. */
export function hostOf(url: URL): string {
  const host = url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname;
  return host.endsWith(".") ? host.slice(0, -1) : host;
}

/** `localhost` and all names below it stand for the loopback addresses (RFC 6761 section 6.3). */
export function isLocalhost(name: string): boolean {
  const lower = name.toLowerCase();
  return lower === "localhost" || lower.endsWith(".localhost");
}

export const LOCALHOST_ADDRESSES = ["127.0.0.1", "::1"] as const;

/** Whether a host is an address already, so that DNS has nothing to say about it. */
export function isAddressLiteral(host: string): boolean {
  return host.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}

function schemeFault(url: URL, { allowHttp }: TargetRules): Refusal | undefined {
  if (url.protocol === "https:" || (url.protocol === "http:" && allowHttp)) return undefined;
  if (url.protocol !== "http:") return invalid("A webhook's URL begins with https://.");
  return notAllowed(
    "Webhooks are posted to over https only. Use an https URL; for tests, the operator can set network.allowHttp or start with --dev.",
  );
}

function partsFault(url: URL, text: string): Refusal | undefined {
  // Before the path an "@" ends credentials, empty ones too.
  if (/^[^/]*\/\/[^/?#]*@/.test(text)) {
    return notAllowed(
      "A URL with credentials in it is not taken: they would be shown in logs. Verify the signature instead.",
    );
  }
  if (text.includes("#")) return invalid("A URL with a fragment (#) is not taken: it would not be sent.");
  return url.port === "0" ? invalid("Nothing listens on port 0.") : undefined;
}

function hostFault(url: URL, { allow }: TargetRules): Refusal | undefined {
  const host = hostOf(url);
  if (!isHost(host))
    return invalid(
      "The URL names no host: a name is made of labels of 1 to 63 letters, digits, - and _, with dots between them, and has up to 253 characters.",
    );
  const allowed = isLocalhost(host)
    ? LOCALHOST_ADDRESSES.some((address) => isAllowedAddress(address, allow))
    : !isAddressLiteral(host) || isAllowedAddress(host, allow);
  if (allowed) return undefined;
  return notAllowed(
    "This address is not public (loopback, private, link-local or reserved), so nothing is posted to it. Use a public endpoint; the operator can open a range with network.allow, or loopback with --dev.",
  );
}

/** An address, or a name that hosts have in DNS (RFC 1035 section 2.3, and "_"). */
function isHost(host: string): boolean {
  if (host.includes(":")) return true;
  return host.length <= 253 && host.split(".").every((label) => /^[a-z\d_-]{1,63}$/.test(label));
}

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function invalid(message: string): Refusal {
  return new Refusal("validation_failed", "The webhook's URL cannot be taken.", [{ path: "/url", message }]);
}

function notAllowed(message: string): Refusal {
  return new Refusal("url_not_allowed", message, [{ path: "/url", message }]);
}
