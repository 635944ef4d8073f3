import type { Dispatch, Place } from "../actions/dispatch.ts";
import type { Lease } from "../core/delivery.ts";
import { type Clock, type EpochMs, nextUtcMidnight } from "../core/time.ts";
import { changed, countToday, type Lane } from "./lane.ts";
import type { Memory } from "./memory.ts";

export interface AdmissionDeps {
  readonly clock: Pick<Clock, "now">;
  readonly memory: Memory;
  readonly deliveriesPerDay: number;
  laneOf(webhook: number): Lane;
  newLease(now: EpochMs): Lease;
  closed(): boolean;
  offer(lane: Lane): void;
}

/** Decides where a fresh delivery waits: in hand, or in the table where memory has no room for it. */
export function createAdmission(deps: AdmissionDeps): Pick<Dispatch, "reserve" | "accept" | "forgo"> {
  const { clock, memory, laneOf } = deps;

  return {
    reserve(webhook, bodyBytes): Place {
      const lane = laneOf(webhook);
      const now = clock.now();
      const count = countToday(lane, now);
      if (count !== undefined && count >= deps.deliveriesPerDay) {
        return { kind: "daily_limit", until: nextUtcMidnight(now) };
      }
      // What waits in the table goes first.
      const behind = lane.nextDueAt !== null && lane.nextDueAt <= now;
      if (count === undefined || behind || deps.closed() || lane.pauses > 0 || memory.room(lane) === 0) {
        return { kind: "table" };
      }
      const keepBody = memory.fitsBody(bodyBytes);
      lane.reserved++;
      memory.take(lane, 1, keepBody ? bodyBytes : 0);
      return { kind: "memory", lease: deps.newLease(now), keepBody };
    },
    accept(delivery) {
      const lane = laneOf(delivery.webhook);
      lane.reserved--;
      lane.waiting.push(delivery);
      changed(lane);
      deps.offer(lane);
    },
    forgo(webhook, { keepBody }, bodyBytes) {
      const lane = laneOf(webhook);
      lane.reserved--;
      memory.give(lane, 1, keepBody ? bodyBytes : 0);
      changed(lane);
    },
  };
}
