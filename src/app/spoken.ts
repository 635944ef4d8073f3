import { DAY, HOUR, MINUTE, type Millis, SECOND } from "../core/time.ts";

/** Quantities as they are read in a sentence. */

const BYTE_UNITS = ["bytes", "KB", "MB", "GB", "TB", "PB"] as const;

/** `1.5 GB`, in steps of 1,000. */
export function spokenBytes(bytes: number): string {
  const step = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0), BYTE_UNITS.length - 1);
  const shown = bytes / 1000 ** step;
  return `${step === 0 || shown >= 100 ? Math.round(shown) : Number(shown.toFixed(1))} ${BYTE_UNITS[step]}`;
}

const TIME_UNITS: readonly (readonly [Millis, string])[] = [
  [DAY, "d"],
  [HOUR, "h"],
  [MINUTE, "min"],
];

/** `3 h`, in the largest unit that there are two of, or `45 s`. */
export function spokenTime(ms: Millis): string {
  const [unit, name] = TIME_UNITS.find(([size]) => ms >= 2 * size) ?? [SECOND, "s"];
  return `${Math.round(ms / unit)} ${name}`;
}

/** `93 %`. */
export function spokenShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function spokenCount(count: number): string {
  return count.toLocaleString("en-US");
}
