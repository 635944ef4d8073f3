import { createFifo } from "../../core/fifo.ts";

/** A write that waits for its transaction. */
export interface Write {
  /** It takes something in from outside, at the pace of attempts. */
  readonly paced: boolean;
  /** What it writes, where that may be much. */
  readonly bytes: number;
  readonly operation: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

/** The writes that wait for a transaction, in the order in which they came. */
export interface WriteQueue {
  push(write: Write): void;
  /** It goes with the next transaction, before all that waits. */
  pushAhead(write: Write): void;
  readonly length: number;
  /** There is enough for a transaction. */
  readonly isPlenty: boolean;
  /** There is so much that no more is to be taken in. */
  readonly isFull: boolean;
  /** Takes out what the next transaction is to write. */
  take(): readonly Write[];
  /** How many attempts ever started. */
  keepPaceWith(started: () => number): void;
}

/** Writes, and bytes of writes, that are enough, and too many. */
const PLENTY = { writes: 192, bytes: 4 * 1024 * 1024 };
const FULL = { writes: 20_000, bytes: 64 * 1024 * 1024 };
/** With fewer attempts a transaction it is not the event loop that they wait for, and there is no pace to keep. */
const FEW_ATTEMPTS = 16;

export function createWriteQueue(): WriteQueue {
  let ahead: Write[] = [];
  const line = createFifo<Write>();
  let bytes = 0;
  let attemptsStarted = () => 0;
  let startedBefore = 0;

  /**
   * A turn of the event loop takes in what hundreds of producers sent, and starts a lane's window of attempts, which is less. Where
   * attempts start as fast as turns go by, little more is taken in than they can follow, but an eighth of what waits in any case.
   */
  function mostPaced(): number {
    const started = attemptsStarted() - startedBefore;
    startedBefore += started;
    if (started < FEW_ATTEMPTS) return Number.POSITIVE_INFINITY;
    return Math.max(started + Math.max(FEW_ATTEMPTS / 2, started >> 4), line.length >> 3);
  }

  function takeFromLine(into: Write[]): void {
    let most = mostPaced();
    for (let taken = 0; taken < PLENTY.bytes; ) {
      const next = line.peek();
      if (!next || (next.paced && most-- <= 0)) return;
      line.shift();
      into.push(next);
      taken += next.bytes;
      bytes -= next.bytes;
    }
  }

  return {
    push(write) {
      line.push(write);
      bytes += write.bytes;
    },
    pushAhead(write) {
      ahead.push(write);
    },
    get length() {
      return ahead.length + line.length;
    },
    get isPlenty() {
      return ahead.length + line.length >= PLENTY.writes || bytes >= PLENTY.bytes;
    },
    get isFull() {
      return line.length >= FULL.writes || bytes >= FULL.bytes;
    },
    take() {
      const taken = ahead;
      ahead = [];
      takeFromLine(taken);
      return taken;
    },
    keepPaceWith(started) {
      attemptsStarted = started;
    },
  };
}
