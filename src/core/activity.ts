import type { AttemptError } from "./attempt.ts";
import { bucketOf, noResponseTimes } from "./response-times.ts";
import type { Millis } from "./time.ts";

/**
 * What an attempt came to: it delivered; the endpoint answered, and not as it should; it took too long; no answer came for
 * another reason.
 */
const ATTEMPT_RESULTS = ["succeeded", "rejected", "timedOut", "unanswered"] as const;
type AttemptResult = (typeof ATTEMPT_RESULTS)[number];

/** What happened in a span of time, tests left out: events that were accepted, and attempts by what they came to. */
export interface Activity extends ActivitySums {
  /** Attempts by bucket (response-times.ts). */
  readonly responseTimes: number[];
}
export interface ActivitySums extends Record<AttemptResult, number> {
  accepted: number;
  /** Over the attempts, for the mean. */
  responseTimeMs: Millis;
}

export function noActivity(): Activity {
  const attempts = { succeeded: 0, rejected: 0, timedOut: 0, unanswered: 0 };
  return { accepted: 0, ...attempts, responseTimeMs: 0, responseTimes: noResponseTimes() };
}

export function countAttempt(into: Activity, error: AttemptError | null, responseTimeMs: Millis): void {
  into[resultOf(error)]++;
  into.responseTimeMs += responseTimeMs;
  addTo(into.responseTimes, bucketOf(responseTimeMs), 1);
}

export function addActivity(into: Activity, part: Activity): void {
  addSums(into, part);
  part.responseTimes.forEach((attempts, bucket) => {
    if (attempts > 0) addTo(into.responseTimes, bucket, attempts);
  });
}

export function addSums(into: ActivitySums, part: ActivitySums): void {
  into.accepted += part.accepted;
  for (const result of ATTEMPT_RESULTS) into[result] += part[result];
  into.responseTimeMs += part.responseTimeMs;
}

function addTo(times: number[], bucket: number, attempts: number): void {
  times[bucket] = (times[bucket] ?? 0) + attempts;
}

function resultOf(error: AttemptError | null): AttemptResult {
  switch (error) {
    case null:
      return "succeeded";
    case "http_status":
    case "redirect":
    case "invalid_response":
      return "rejected";
    case "timeout":
      return "timedOut";
    default:
      return "unanswered";
  }
}
