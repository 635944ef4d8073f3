import { Refusal } from "../core/errors.ts";
import { type Clock, MINUTE, type Millis, SECOND } from "../core/time.ts";
import { createTokenBucket, type TokenBucket } from "../core/token-bucket.ts";

/** What one of many may yet do. */
export interface Rate {
  /** 0 when it may go on, else the milliseconds until it may. */
  readonly wait: Millis;
  /** As of draft-ietf-httpapi-ratelimit-headers-10. */
  readonly headers: Readonly<Record<"ratelimit" | "ratelimit-policy", string>>;
}
/** Somebody was too fast. `headers` are for who has a key alone. */
export class RateLimited extends Refusal {
  readonly headers: Rate["headers"] | undefined;
  constructor(detail: string, wait: Millis, headers?: Rate["headers"]) {
    const seconds = Math.ceil(wait / SECOND);
    super("rate_limited", `${detail} Wait ${seconds} s.`, [], seconds);
    this.headers = headers;
  }
}

/** A rate for each of many. */
export interface Rates {
  take(name: string): Rate;
}

/** As many are remembered; then the one that was met first begins anew. */
const MOST = 10_000;

/** @param policy its name in headers */
export function createRates(policy: string, perMinute: number, clock: Pick<Clock, "monotonic">): Rates {
  const description = `"${policy}";q=${perMinute};w=${MINUTE / SECOND}`;
  const buckets = new Map<string, TokenBucket>();

  function bucketOf(name: string): TokenBucket {
    const known = buckets.get(name);
    if (known) return known;
    const [oldest] = buckets.size >= MOST ? buckets.keys() : [];
    if (oldest !== undefined) buckets.delete(oldest);
    const bucket = createTokenBucket(perMinute);
    buckets.set(name, bucket);
    return bucket;
  }

  return {
    take(name) {
      const bucket = bucketOf(name);
      const wait = bucket.take(clock.monotonic());
      const state = `"${policy}";r=${bucket.left};t=${Math.ceil(bucket.untilFull / SECOND)}`;
      return { wait, headers: { ratelimit: state, "ratelimit-policy": description } };
    },
  };
}
