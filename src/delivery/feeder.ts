import type { ClaimedDelivery } from "../core/delivery.ts";
import { type Clock, type EpochMs, MINUTE, type Millis, SECOND, utcDay } from "../core/time.ts";
import type { Store } from "../store/store.ts";
import { type ClaimDeps, claimDue } from "./claim.ts";
import { changed, type Lane } from "./lane.ts";
import type { Memory } from "./memory.ts";

export interface FeederDeps extends ClaimDeps {
  readonly store: Pick<Store, "queue" | "webhooks">;
  readonly clock: Clock;
  readonly memory: Memory;
  /** The lane has deliveries in memory that it had not before. */
  offer(lane: Lane): void;
}

/** Brings deliveries from the table into memory when they are due and there is room. */
export interface Feeder {
  /** The table has an unclaimed delivery of the lane that is due at `dueAt`. */
  wake(lane: Lane, dueAt: EpochMs): void;
  /** Claims what is due if the lane has run low; sets its timer otherwise. */
  feed(lane: Lane): void;
  /** There is room in memory again: lanes that found none are fed in turn. */
  feedHungry(): void;
  close(): void;
}

/** Hungry lanes that are looked at when there is room: one without room goes to the end of the line. */
const FED_AT_ONCE = 8;
/** So many windows of a lane are in memory at most: each claim takes a commit, which many may share. */
const WINDOWS_AHEAD = 8;
/** A claim that failed is tried again after this. */
const CLAIM_AGAIN_AFTER: Millis = SECOND;
/** Timers are set anew at least so often, so that a wall clock that was put forward is noticed. */
const LONGEST_TIMER: Millis = MINUTE;

export function createFeeder(deps: FeederDeps): Feeder {
  const { store, clock, memory, offer, onFault } = deps;
  /** In order of arrival. */
  const hungry = new Set<Lane>();
  let closed = false;

  function wake(lane: Lane, dueAt: EpochMs): void {
    if (lane.nextDueAt === null || dueAt < lane.nextDueAt) lane.nextDueAt = dueAt;
    feed(lane);
  }

  function feed(lane: Lane): void {
    if (closed || lane.claiming || lane.pauses > 0 || lane.nextDueAt === null) return;
    const wait = lane.nextDueAt - clock.now();
    if (wait > 0) {
      setTimer(lane, wait);
      return;
    }
    if (lane.waiting.length >= lane.window) return;
    const room = Math.min(memory.room(lane), WINDOWS_AHEAD * lane.window - lane.waiting.length);
    if (room > 0) void claim(lane, room);
    else hungry.add(lane);
  }

  function setTimer(lane: Lane, wait: Millis): void {
    lane.cancelTimer?.();
    lane.cancelTimer = clock.after(Math.min(wait, LONGEST_TIMER), () => {
      lane.cancelTimer = null;
      feed(lane);
    });
  }

  async function claim(lane: Lane, limit: number): Promise<void> {
    lane.claiming = true;
    lane.nextDueAt = null;
    memory.take(lane, limit, 0);
    let claimed: readonly ClaimedDelivery[] = [];
    try {
      if (!lane.today) await learnToday(lane);
      const found = await claimDue(deps, lane.webhook, limit);
      claimed = found.claimed;
      remember(lane, found.nextDueAt);
    } catch (fault) {
      onFault(fault);
      remember(lane, clock.now() + CLAIM_AGAIN_AFTER);
    }
    memory.give(lane, limit - claimed.length, 0);
    for (const delivery of claimed) lane.waiting.push(memory.keep(delivery));
    lane.claiming = false;
    changed(lane);
    if (claimed.length > 0) offer(lane);
    feed(lane);
  }

  async function learnToday(lane: Lane): Promise<void> {
    const counts = await store.webhooks.counts(lane.webhook);
    const day = utcDay(clock.now());
    lane.today = { day, count: counts.day === day ? counts.dayCount : 0 };
  }

  return {
    wake,
    feed,
    feedHungry() {
      if (hungry.size === 0) return;
      const first = [...hungry.values().take(FED_AT_ONCE)];
      for (const lane of first) {
        hungry.delete(lane);
        feed(lane);
      }
    },
    close() {
      closed = true;
    },
  };
}

/** Keeps the earlier of two due times: a wake-up may have come while the table was asked. */
function remember(lane: Lane, dueAt: EpochMs | null): void {
  if (dueAt !== null && (lane.nextDueAt === null || dueAt < lane.nextDueAt)) lane.nextDueAt = dueAt;
}
