import type { Millis } from "./time.ts";

const UNITS: Readonly<Record<string, Millis>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a duration such as "250ms", "5s", "1.5m", "6h" or "7d"; `undefined` when it is none or not above zero. */
export function parseDuration(text: string): Millis | undefined {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  if (!parts) return undefined;
  const ms = Math.round(Number(parts[1]) * (UNITS[parts[2] ?? ""] ?? Number.NaN));
  return Number.isSafeInteger(ms) && ms > 0 ? ms : undefined;
}

/** The shortest exact spelling: 300000 is "5m". */
export function formatDuration(ms: Millis): string {
  for (const unit of ["d", "h", "m", "s"]) {
    const size = UNITS[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}
