/** A moment as milliseconds since the Unix epoch, by the wall clock. Due times are of this kind: they survive a restart. */
export type EpochMs = number;
/** A length of time in milliseconds, measured by a monotonic clock wherever it is measured. */
export type Millis = number;

export const SECOND: Millis = 1_000;
export const MINUTE: Millis = 60 * SECOND;
export const HOUR: Millis = 60 * MINUTE;
export const DAY: Millis = 24 * HOUR;

/** What the engine knows of time. Tests pass one that moves only when told. */
export interface Clock {
  /** The wall clock, in whole milliseconds that have begun. It may jump either way. */
  now(): EpochMs;
  /** The same in whole milliseconds that are over or about to be: a wait that is counted from it does not end early. */
  nowRoundedUp(): EpochMs;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonic(): Millis;
  /** Calls `run` once, `delay` from now on the monotonic clock, unless the returned function is called first. */
  after(delay: Millis, run: () => void): () => void;
}

/** RFC 3339 in UTC, ending in `Z`, with milliseconds. */
export function formatTime(at: EpochMs): string {
  return new Date(at).toISOString();
}

export function formatTimeOrNull(at: EpochMs | null): string | null {
  return at === null ? null : formatTime(at);
}

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** What four digits of a year can say, in UTC. */
const FIRST_TIME: EpochMs = Date.parse("0000-01-01T00:00:00Z");
const LAST_TIME: EpochMs = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * Reads an RFC 3339 time with any offset; `undefined` when it is none, names a day or an hour that does not exist, or
 * cannot be written as RFC 3339 in UTC.
 */
export function parseTime(text: string): EpochMs | undefined {
  const parts = RFC_3339.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > daysInMonth) return undefined;
  const at = Date.parse(text.toUpperCase());
  return at >= FIRST_TIME && at <= LAST_TIME ? at : undefined;
}

/** The first whole millisecond that is not before the time; `undefined` as of `parseTime`. */
export function parseTimeUp(text: string): EpochMs | undefined {
  const at = parseTime(text);
  const hasRest = /\.\d{3}\d*[1-9]/.test(text);
  return at === undefined ? undefined : at + (hasRest ? 1 : 0);
}

/** The UTC day that holds `at`, counted from 1970-01-01. */
export function utcDay(at: EpochMs): number {
  return Math.floor(at / DAY);
}

/** The first moment of the UTC day after the one that holds `at`. */
export function nextUtcMidnight(at: EpochMs): EpochMs {
  return (utcDay(at) + 1) * DAY;
}
