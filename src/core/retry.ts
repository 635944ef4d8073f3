import { DAY, type EpochMs, HOUR, type Millis } from "./time.ts";

/**
 * How long to wait before the next attempt, or `undefined` when none is left.
 * `attempt` counts from 1 within the schedule and names the attempt that just failed.
 */
export function retryDelay(schedule: readonly Millis[], attempt: number): Millis | undefined {
  return schedule[attempt - 1];
}

/** `Retry-After` may lengthen a wait up to this. */
export const RETRY_AFTER_CAP: Millis = 6 * HOUR;

/**
 * The wait that a `Retry-After` header asks for: delta-seconds or an HTTP date (RFC 9110 section 10.2.3), at most
 * `RETRY_AFTER_CAP`; `undefined` when it cannot be read. Counted on 429 and 503 alone.
 */
export function retryAfter(status: number, header: string | undefined, now: EpochMs): Millis | undefined {
  if (header === undefined || (status !== 429 && status !== 503)) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, RETRY_AFTER_CAP);
  const at = httpDate(text, now);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - now), RETRY_AFTER_CAP);
}

/** All three forms that a recipient must take (RFC 9110 section 5.6.7); `NaN` when it is none. */
function httpDate(text: string, now: EpochMs): EpochMs {
  const obsolete = /^[A-Z][a-z]+day, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}:\d{2}:\d{2}) GMT$/.exec(text);
  if (!obsolete) return /^[A-Z][a-z]{2},? /.test(text) ? Date.parse(inGmt(text)) : Number.NaN;
  const [, day, month, year, time] = obsolete;
  const century = Math.floor(new Date(now).getUTCFullYear() / 100);
  const at = Date.parse(`${day} ${month} ${century}${year} ${time} GMT`);
  // Two digits that seem to be more than 50 years ahead are of the century before.
  return at - now > 50 * 365 * DAY ? Date.parse(`${day} ${month} ${century - 1}${year} ${time} GMT`) : at;
}

/** The form of C's `asctime` does not say that it is in GMT. */
function inGmt(text: string): string {
  return text.endsWith("GMT") ? text : `${text} GMT`;
}
