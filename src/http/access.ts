import { authenticate } from "../actions/authenticate.ts";
import type { Caller, Context } from "../actions/context.ts";
import type { AddressRange } from "../core/address.ts";
import { isMistypedKey } from "../core/api-key.ts";
import { clientAddress, clientNetwork } from "../core/client-address.ts";
import { Refusal } from "../core/errors.ts";
import type { Clock, Millis } from "../core/time.ts";
import { createRates, type Rate, RateLimited } from "./rates.ts";

export interface AccessSettings {
  readonly apiRequestsPerMinute: number;
  readonly failedAuthenticationsPerMinute: number;
  readonly trustedProxies: readonly AddressRange[];
}
export interface AccessDeps {
  readonly context: Context;
  readonly clock: Pick<Clock, "monotonic">;
  readonly settings: AccessSettings;
}

/** Who is calling, and what every answer says to the caller. */
export interface Entry {
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string>>;
}
/**
 * Lets in who has a good key and is not too fast, however many bad ones came from the same address: that may be a proxy's, with
 * anybody behind it.
 *
 * @param peer where the connection comes from, asked for when the key is bad
 * @throws Refusal `unauthorized`, `rate_limited`
 */
export type Access = (request: Request, peer: () => string | undefined) => Promise<Entry>;

export function createAccess({ context, clock, settings }: AccessDeps): Access {
  const { apiRequestsPerMinute, failedAuthenticationsPerMinute, trustedProxies } = settings;
  const ofKeys = createRates("key", apiRequestsPerMinute, clock);
  const ofStrangers = createRates("address", failedAuthenticationsPerMinute, clock);

  function refuse(request: Request, peer: string | undefined, key: string | undefined): Refusal {
    // Nobody guesses by showing none.
    if (key === undefined) return unauthorized(key);
    const address = clientAddress(peer, request.headers.get("x-forwarded-for"), trustedProxies);
    const rate = ofStrangers.take(clientNetwork(address ?? ""));
    return rate.wait > 0 ? tooManyFailures(failedAuthenticationsPerMinute, rate.wait) : unauthorized(key);
  }

  return async (request, peer) => {
    const key = bearer(request.headers.get("authorization"));
    const caller = key === undefined ? undefined : await authenticate(context, key);
    if (!caller) throw refuse(request, peer(), key);
    const rate = ofKeys.take(caller.keyId);
    if (rate.wait > 0) throw tooManyRequests(apiRequestsPerMinute, rate);
    return { caller, headers: rate.headers };
  };
}

function bearer(header: string | null): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
}

function unauthorized(key: string | undefined): Refusal {
  const detail =
    key !== undefined && isMistypedKey(key)
      ? "This API key was cut or mistyped: its checksum does not fit. Copy the whole of it."
      : "This needs an API key that is known here and has not expired: send it as Authorization: Bearer KEY.";
  return new Refusal("unauthorized", detail);
}

function tooManyFailures(limit: number, wait: Millis): Refusal {
  return new RateLimited(
    `From one address ${limit} requests a minute may come with a key that is not known here (limits.failedAuthenticationsPerMinute). Send one that is.`,
    wait,
  );
}

function tooManyRequests(limit: number, { wait, headers }: Rate): Refusal {
  return new RateLimited(
    `This key may make ${limit} requests a minute (limits.apiRequestsPerMinute). Post events in batches.`,
    wait,
    headers,
  );
}
