import { authenticate } from "../actions/authenticate.ts";
import type { Caller, Context } from "../actions/context.ts";
import type { AddressRange } from "../core/address.ts";
import { isMistypedKey } from "../core/api-key.ts";
import { clientAddress, clientNetwork } from "../core/client-address.ts";
import { Refusal } from "../core/errors.ts";
import type { Clock } from "../core/time.ts";
import { createRates } from "./rates.ts";

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

/**
 * Who is calling, and whether they may yet. Whoever has a good key is let in, however many bad ones came from the same address:
 * that may be a proxy's, with anybody behind it.
 *
 * @param peer where the connection comes from, asked for when the key is bad
 * @throws Refusal `unauthorized`, `rate_limited`
 */
export type Access = (request: Request, peer: () => string | undefined) => Promise<Caller>;

export function createAccess({ context, clock, settings }: AccessDeps): Access {
  const { apiRequestsPerMinute, failedAuthenticationsPerMinute, trustedProxies } = settings;
  const ofKeys = createRates(apiRequestsPerMinute, clock);
  const ofStrangers = createRates(failedAuthenticationsPerMinute, clock);

  function refuse(request: Request, peer: string | undefined, key: string | undefined): Refusal {
    const address = clientAddress(peer, request.headers.get("x-forwarded-for"), trustedProxies);
    const wait = ofStrangers.take(clientNetwork(address ?? ""));
    return wait > 0 ? tooManyFailures(failedAuthenticationsPerMinute, seconds(wait)) : unauthorized(key);
  }

  return async (request, peer) => {
    const key = bearer(request.headers.get("authorization"));
    const caller = key === undefined ? undefined : await authenticate(context, key);
    if (!caller) throw refuse(request, peer(), key);
    const wait = ofKeys.take(caller.keyId);
    if (wait > 0) throw tooManyRequests(apiRequestsPerMinute, seconds(wait));
    return caller;
  };
}

function bearer(header: string | null): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
}

function seconds(wait: number): number {
  return Math.ceil(wait / 1000);
}

function unauthorized(key: string | undefined): Refusal {
  const detail =
    key !== undefined && isMistypedKey(key)
      ? "This API key was cut or mistyped: its checksum does not fit. Copy the whole of it."
      : "This needs an API key that is known here and has not expired: send it as Authorization: Bearer KEY.";
  return new Refusal("unauthorized", detail);
}

function tooManyFailures(limit: number, seconds: number): Refusal {
  return new Refusal(
    "rate_limited",
    `From one address ${limit} requests a minute may come without a good key (limits.failedAuthenticationsPerMinute). Wait ${seconds} s, and send a key that is known here.`,
    [],
    seconds,
  );
}

function tooManyRequests(limit: number, seconds: number): Refusal {
  return new Refusal(
    "rate_limited",
    `This key may make ${limit} requests a minute (limits.apiRequestsPerMinute). Wait ${seconds} s, or post events in batches.`,
    [],
    seconds,
  );
}
