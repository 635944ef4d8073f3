import { authenticate } from "../actions/authenticate.ts";
import type { Caller, Context } from "../actions/context.ts";
import { Refusal } from "../core/errors.ts";
import type { Clock } from "../core/time.ts";
import { createTokenBucket, type TokenBucket } from "../core/token-bucket.ts";

export interface AccessDeps {
  readonly context: Context;
  readonly clock: Pick<Clock, "monotonic">;
  readonly requestsPerMinute: number;
}

/** As many keys have their rate remembered. */
const MOST_BUCKETS = 10_000;

/** Who is calling, and whether they may yet. @throws Refusal `unauthorized`, `rate_limited` */
export function createAccess({ context, clock, requestsPerMinute }: AccessDeps): (request: Request) => Promise<Caller> {
  const buckets = new Map<string, TokenBucket>();

  function bucketOf(keyId: string): TokenBucket {
    const known = buckets.get(keyId);
    if (known) return known;
    if (buckets.size >= MOST_BUCKETS) buckets.clear();
    const bucket = createTokenBucket(requestsPerMinute);
    buckets.set(keyId, bucket);
    return bucket;
  }

  return async (request) => {
    const key = bearer(request.headers.get("authorization"));
    const caller = key === undefined ? undefined : await authenticate(context, key);
    if (!caller) throw unauthorized();
    const wait = bucketOf(caller.keyId).take(clock.monotonic());
    if (wait > 0) throw rateLimited(requestsPerMinute, Math.ceil(wait / 1000));
    return caller;
  };
}

function bearer(header: string | null): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
}

function unauthorized(): Refusal {
  return new Refusal(
    "unauthorized",
    "This needs an API key that is known here and has not expired: send it as Authorization: Bearer KEY.",
  );
}

function rateLimited(limit: number, seconds: number): Refusal {
  return new Refusal(
    "rate_limited",
    `This key may make ${limit} requests a minute (limits.apiRequestsPerMinute). Wait ${seconds} s, or post events in batches.`,
    [],
    seconds,
  );
}
