import { counted } from "../counting.ts";
import { responseTime } from "../moments.ts";
import type { StatsWindow, Step } from "../resources/stats.ts";

/** Units of height of every plot. */
export const PLOT_HEIGHT = 100;

const MINUTE = 60_000;
const STEP_MS: Readonly<Record<StatsWindow, number>> = { "1h": MINUTE, "24h": 30 * MINUTE, "7d": 180 * MINUTE };

const SMALLEST_CEILING = 2;
const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** The next round number above all of them. */
export function ceilingFor(values: readonly number[]): number {
  const most = Math.max(SMALLEST_CEILING, ...values);
  const power = 10 ** Math.floor(Math.log10(most));
  return ROUND.map((digit) => digit * power).find((round) => round >= most) ?? most;
}

/** A line through the middles of the steps that have a median; it pauses where none has. */
export function medianPath(steps: readonly Step[], slowest: number): string {
  return steps
    .flatMap(({ median_response_time_ms: median }, nth) => {
      if (median === null) return [];
      const y = PLOT_HEIGHT * (1 - median / slowest);
      const before = steps[nth - 1]?.median_response_time_ms ?? null;
      const after = steps[nth + 1]?.median_response_time_ms ?? null;
      if (before === null && after === null) return [`M${nth} ${y}h1`];
      return [`${before === null ? "M" : "L"}${nth + 0.5} ${y}`];
    })
    .join("");
}

/** `14:30`, or with days in sight `Tue 15:00`; in the reader's zone. */
export function timeOf(at: string, window: StatsWindow): string {
  const day = window === "7d" ? { weekday: "short" as const } : {};
  return new Intl.DateTimeFormat(undefined, { ...day, hour: "2-digit", minute: "2-digit" }).format(Date.parse(at));
}

/** `14:30 to 15:00` */
export function spanOf(at: string, window: StatsWindow): string {
  const end = new Date(Date.parse(at) + STEP_MS[window]).toISOString();
  return `${timeOf(at, window)} to ${timeOf(end, window)}`;
}

/** What the attempts' plot shows, in a sentence. */
export function saidOf(steps: readonly Step[]): string {
  const succeeded = sum(steps.map((step) => step.succeeded));
  const failed = sum(steps.map((step) => step.failed));
  return `Attempts over time: ${counted(succeeded, "delivered", "delivered")}, ${counted(failed, "failed", "failed")}.`;
}

export function saidOfMedians(steps: readonly Step[]): string {
  const medians = steps.flatMap(({ median_response_time_ms: median }) => (median === null ? [] : [median]));
  if (medians.length === 0) return "Median response time: no attempt was answered.";
  return `Median response time: ${responseTime(Math.min(...medians))} to ${responseTime(Math.max(...medians))}.`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
