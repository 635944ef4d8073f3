import { createFifo, type Fifo } from "../core/fifo.ts";
import type { Clock } from "../core/time.ts";
import type { Budget } from "./budget.ts";
import { isLively, type Lane } from "./lane.ts";

export interface TurnsDeps {
  readonly clock: Pick<Clock, "monotonic">;
  readonly slots: Budget;
  /** Nothing starts while this is true. */
  paused(): boolean;
  /** Starts the lane's next delivery in a slot of its own; `guarded` says of which share. */
  start(lane: Lane, guarded: boolean): void;
}

/** Serves lanes in turn: a lane gets one slot and goes to the end of the line. */
export interface Turns {
  /** The lane may have something to start: it gets in line if it has, and slots are given out. */
  offer(lane: Lane): void;
  /** Gives out the slots there are. */
  pump(): void;
}

export function createTurns({ clock, slots, paused, start }: TurnsDeps): Turns {
  // Two lines, so that lanes which may be hanging are not looked at while their share of the slots is taken.
  const lively = createFifo<Lane>();
  const guarded = createFifo<Lane>();

  /** Every lane once a round, until the slots are taken or nobody can go on. */
  function serve(line: Fifo<Lane>, isGuarded: boolean): void {
    let stuck = 0;
    while (line.length > stuck && slots.room(isGuarded) > 0 && !paused()) {
      const lane = line.shift();
      if (!lane) return;
      lane.inLine = false;
      const next = lane.waiting.peek();
      if (!next || lane.pauses > 0) continue;
      if (slots.fits(next.bodyBytes, isGuarded)) start(lane, isGuarded);
      else stuck++;
      standInLine(lane, line);
    }
  }

  function pump(): void {
    serve(lively, false);
    serve(guarded, true);
  }

  return {
    offer(lane) {
      standInLine(lane, isLively(lane, clock.monotonic()) ? lively : guarded);
      pump();
    },
    pump,
  };
}

function standInLine(lane: Lane, line: Fifo<Lane>): void {
  if (lane.inLine || lane.pauses > 0 || lane.waiting.length === 0 || lane.inFlight >= lane.window) return;
  lane.inLine = true;
  line.push(lane);
}
