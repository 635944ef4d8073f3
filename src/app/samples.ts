import { type Clock, DAY, HOUR, MINUTE, type Millis } from "../core/time.ts";

/** What is looked at once a minute, to know where it is going. */
export interface Sample {
  /** The database file's size. */
  readonly fileBytes: number;
  /** Pending deliveries. */
  readonly pending: number;
}
export interface SamplesDeps {
  readonly clock: Pick<Clock, "after" | "monotonic">;
  take(): Promise<Sample>;
  onFault(fault: unknown): void;
}
export interface Samples {
  /** How fast the file has grown within the last day; `undefined` in the first hour. */
  growthPerDay(): number | undefined;
  /** How the backlog went within the last ten minutes; `undefined` in the first ten. */
  backlog(): BacklogTrend | undefined;
  start(): void;
  stop(): void;
}
/** Pending deliveries at the beginning, in the middle and at the end of it. */
export interface BacklogTrend {
  readonly overMs: Millis;
  readonly first: number;
  readonly middle: number;
  readonly last: number;
}

const EVERY: Millis = MINUTE;
const KEPT = DAY / EVERY + 1;
const LEAST_FOR_GROWTH: Millis = HOUR;
const BACKLOG_OVER = 10;

/** Kept in memory, a day of them at most: what was before this process began is not known. */
export function createSamples({ clock, take, onFault }: SamplesDeps): Samples {
  const samples: (Sample & { readonly at: Millis })[] = [];
  let cancel: (() => void) | undefined;
  let stopped = false;

  async function sample(): Promise<void> {
    samples.push({ ...(await take()), at: clock.monotonic() });
    if (samples.length > KEPT) samples.shift();
  }

  function keepOn(): void {
    if (!stopped) cancel = clock.after(EVERY, look);
  }

  function look(): void {
    void sample().catch(onFault).then(keepOn);
  }

  return {
    growthPerDay() {
      const [first, last] = [samples[0], samples.at(-1)];
      if (!first || !last || last.at - first.at < LEAST_FOR_GROWTH) return undefined;
      return Math.round(((last.fileBytes - first.fileBytes) / (last.at - first.at)) * DAY);
    },
    backlog() {
      const lately = samples.slice(-BACKLOG_OVER - 1);
      const [first, middle, last] = [lately[0], lately[BACKLOG_OVER / 2], lately[BACKLOG_OVER]];
      if (!first || !middle || !last) return undefined;
      return {
        overMs: last.at - first.at,
        first: first.pending,
        middle: middle.pending,
        last: last.pending,
      };
    },
    start: look,
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
