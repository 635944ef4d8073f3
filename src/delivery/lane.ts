import type { ClaimedDelivery } from "../core/delivery.ts";
import { createFifo, type Fifo } from "../core/fifo.ts";
import { type EpochMs, type Millis, SECOND, utcDay } from "../core/time.ts";

/** A webhook's queue: what of it is in memory, in flight, and known of the table. */
export interface Lane {
  readonly webhook: number;
  /** Claimed deliveries that wait for a slot. */
  readonly waiting: Fifo<ClaimedDelivery>;
  /** Places promised to deliveries that are being stored. */
  reserved: number;
  /** Places in memory that it takes up, and whether they are of the guarded share (see `memory.ts`). */
  places: number;
  guarded: boolean;
  inFlight: number;
  /** Attempts that may be in flight at once. It opens with answers and halves with every timeout. */
  window: number;
  /** The last attempt was answered in time. */
  answers: boolean;
  /** On the monotonic clock: when it last answered, or began to be busy. */
  livelyAt: Millis;
  /** Whether it stands in line for a slot. */
  inLine: boolean;
  /** When the earliest unclaimed delivery in the table is due; `null` when none is known. */
  nextDueAt: EpochMs | null;
  cancelTimer: (() => void) | null;
  claiming: boolean;
  /** While above zero nothing of it is started or taken into memory. */
  pauses: number;
  /** Writes under way that end with the lane: it is not forgotten meanwhile. */
  busy: number;
  /** First attempts made on the UTC day; `null` until the store was asked. */
  today: { day: number; count: number } | null;
  /** Called, and forgotten, when something that a pause waits for has changed. */
  watchers: (() => void)[];
}

/** Attempts in flight to an endpoint of which nothing is known yet. */
const FIRST_WINDOW = 8;

export function createLane(webhook: number, widest: number): Lane {
  return {
    webhook,
    waiting: createFifo(),
    reserved: 0,
    places: 0,
    guarded: true,
    inFlight: 0,
    window: Math.min(FIRST_WINDOW, widest),
    answers: false,
    livelyAt: 0,
    inLine: false,
    nextDueAt: null,
    cancelTimer: null,
    claiming: false,
    pauses: 0,
    busy: 0,
    today: null,
    watchers: [],
  };
}

/** Opens or narrows the lane by what an attempt came to. */
export function learn(lane: Lane, timedOut: boolean, now: Millis, widest: number): void {
  lane.answers = !timedOut;
  if (timedOut) {
    lane.window = Math.max(1, lane.window >> 1);
  } else {
    lane.window = Math.min(widest, lane.window + 1);
    lane.livelyAt = now;
  }
}

/** A lane with attempts in flight and no answer for so long may be hanging. */
const QUIET_AFTER: Millis = SECOND;

/** Whether the endpoint is known to answer. The others share a part of the slots and of the memory, and cannot use up the rest. */
export function isLively(lane: Lane, now: Millis): boolean {
  return lane.answers && (lane.inFlight === 0 || now - lane.livelyAt < QUIET_AFTER);
}

/** How many deliveries of a lane memory may hold: enough for a burst where the endpoint answers. */
export function memoryShare(lane: Lane): number {
  return lane.answers ? 1_000 : Math.max(16, 2 * lane.window);
}

/** Deliveries that counted for the UTC day that holds `now`; `undefined` until the store was asked. */
export function countToday(lane: Lane, now: EpochMs): number | undefined {
  if (!lane.today) return undefined;
  const day = utcDay(now);
  // A clock that is put back over midnight does not begin the day before anew; one that was far ahead is believed no more.
  if (day > lane.today.day || day < lane.today.day - 1) lane.today = { day, count: 0 };
  return lane.today.count;
}

export function countOneMore(lane: Lane, now: EpochMs): void {
  const count = countToday(lane, now) ?? 0;
  lane.today = { day: lane.today?.day ?? utcDay(now), count: count + 1 };
}

/** Keeps the lane from being forgotten while something is under way that it will be needed for. */
export async function keepBusy<Result>(lane: Lane, work: () => Promise<Result>): Promise<Result> {
  lane.busy++;
  try {
    return await work();
  } finally {
    lane.busy--;
  }
}

/** Wakes whoever waits for the lane to change. */
export function changed(lane: Lane): void {
  const { watchers } = lane;
  if (watchers.length === 0) return;
  lane.watchers = [];
  for (const watcher of watchers) watcher();
}

export function nextChange(lane: Lane): Promise<void> {
  return new Promise((resolve) => lane.watchers.push(resolve));
}

export function isIdle(lane: Lane): boolean {
  const quiet = lane.waiting.length === 0 && lane.reserved === 0 && lane.inFlight === 0 && !lane.claiming;
  return quiet && lane.pauses === 0 && lane.busy === 0 && lane.nextDueAt === null;
}
