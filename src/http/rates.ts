import type { Clock, Millis } from "../core/time.ts";
import { createTokenBucket, type TokenBucket } from "../core/token-bucket.ts";

/** A rate for each of many. */
export interface Rates {
  /** 0 when this one may go on, else the milliseconds until it may. */
  take(name: string): Millis;
}

/** As many are remembered; then the one that was met first begins anew. */
const MOST = 10_000;

export function createRates(perMinute: number, clock: Pick<Clock, "monotonic">): Rates {
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

  return { take: (name) => bucketOf(name).take(clock.monotonic()) };
}
