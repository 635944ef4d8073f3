const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  { ms: DAY, name: "day" },
  { ms: HOUR, name: "h" },
  { ms: MINUTE, name: "min" },
  { ms: SECOND, name: "s" },
] as const;

/** A moment as seen from `now`, both in ms since the epoch: `just now`, `5 min ago`, `in 6 h`. */
export function relative(at: number, now: number): string {
  const distance = Math.abs(now - at);
  if (distance < SECOND) return at > now ? "now" : "just now";
  const length = lengthOf(distance);
  return at > now ? `in ${length}` : `${length} ago`;
}

/** A length of time in its largest whole unit: `250 ms`, `5 s`, `2 days`. */
export function lengthOf(ms: number): string {
  const unit = UNITS.find((candidate) => ms >= candidate.ms);
  if (!unit) return `${Math.round(ms)} ms`;
  const count = Math.floor(ms / unit.ms);
  return unit.name === "day" && count > 1 ? `${count} days` : `${count} ${unit.name}`;
}

/** A response time: `48 ms`, `1.2 s`. */
export function responseTime(ms: number): string {
  return ms < SECOND ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** A moment in full, in the reader's zone, with the zone's name. */
export function exact(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" }).format(at);
}
