import { hostOf } from "./target-url.ts";

/** An HTTP proxy that all attempts go through. */
export interface EgressProxy {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  /** The value of `Proxy-Authorization`. */
  readonly authorization: string | undefined;
}

export const EGRESS_PROXY_HINT =
  "an HTTP proxy, such as http://10.0.0.7:4750 or http://user:password@proxy.internal:4750, with no path, and with special letters of the password percent-encoded";

/** Reads a proxy's URL; `undefined` when it is none. */
export function parseEgressProxy(text: string): EgressProxy | undefined {
  if (!/^http:\/\/[^\s/?#\\]+\/?$/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const credentials = credentialsOf(url);
  if (credentials === undefined || url.port === "0") return undefined;
  const authorization = credentials === ":" ? undefined : `Basic ${Buffer.from(credentials).toString("base64")}`;
  return { host: hostOf(url), port: Number(url.port) || 80, authorization };
}

/** `user:password` (RFC 7617 section 2); `undefined` when they cannot be sent. */
function credentialsOf({ username, password }: URL): string | undefined {
  try {
    const user = decodeURIComponent(username);
    const credentials = `${user}:${decodeURIComponent(password)}`;
    return user.includes(":") || /\p{Cc}/u.test(credentials) ? undefined : credentials;
  } catch {
    return undefined;
  }
}
