import type { MadeWithin } from "./api/webhooks.ts";

const HOUR_MS = 3_600_000;

export const PERIODS = [
  { value: "hour", label: "Last hour" },
  { value: "day", label: "Last 24 hours" },
  { value: "all", label: "All" },
  { value: "own", label: "Own times" },
] as const;
export type Period = (typeof PERIODS)[number]["value"];

/** Times as a reader gives them, in their zone and without it, as `datetime-local` has them; empty is no bound. */
export interface OwnTimes {
  readonly from: string;
  readonly to: string;
}

/**
 * When deliveries of a period were made. Without an end where the reader gave none: theirs is not the server's clock.
 *
 * @param now in ms since the epoch
 * @returns `undefined` when the times are none, or in the wrong order
 */
export function madeWithin(period: Period, own: OwnTimes, now: number): MadeWithin | undefined {
  if (period === "all") return {};
  if (period === "hour") return { since: new Date(now - HOUR_MS).toISOString() };
  if (period === "day") return { since: new Date(now - 24 * HOUR_MS).toISOString() };
  const { from, to } = own;
  const since = from ? Date.parse(from) : Number.NEGATIVE_INFINITY;
  const until = to ? Date.parse(to) : Number.POSITIVE_INFINITY;
  if (!(since < until)) return undefined;
  return {
    ...(from && { since: new Date(since).toISOString() }),
    ...(to && { until: new Date(until).toISOString() }),
  };
}
