import { createFifo } from "../../core/fifo.ts";

/** A write that waits for its transaction. */
export interface Write {
  /** What it writes, where that may be much. */
  readonly bytes: number;
  readonly operation: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

/** The writes that wait for a transaction: those of ours, and those that take something in from outside. */
export interface WriteQueue {
  push(write: Write): void;
  /** Something is to be taken in: it may have to wait for a later transaction than what is pushed after it. */
  pushIntake(write: Write): void;
  readonly length: number;
  /** There is enough for a transaction. */
  readonly isPlenty: boolean;
  /** Takes out what the next transaction is to write. */
  take(): readonly Write[];
  /** How many attempts ever started: intake keeps pace with them. */
  keepPaceWith(started: () => number): void;
}

/** Writes, and bytes of writes, that are enough. */
const MANY_WRITES = 192;
const MANY_BYTES = 4 * 1024 * 1024;
/** With fewer attempts a transaction it is not the event loop that they wait for, and there is no pace to keep. */
const FEW_ATTEMPTS = 16;

export function createWriteQueue(): WriteQueue {
  let writes: Write[] = [];
  const intake = createFifo<Write>();
  let bytes = 0;
  let attemptsStarted = () => 0;
  let startedBefore = 0;

  /**
   * A turn of the event loop takes in what hundreds of producers sent, and starts a lane's window of attempts, which is less. Where
   * attempts start as fast as turns go by, little more is taken in than they can follow.
   */
  function mostIntake(): number {
    const started = attemptsStarted() - startedBefore;
    startedBefore += started;
    return started < FEW_ATTEMPTS ? Number.POSITIVE_INFINITY : started + Math.max(FEW_ATTEMPTS / 2, started >> 4);
  }

  function takeIntake(into: Write[]): void {
    let most = mostIntake();
    for (let taken = 0; taken < MANY_BYTES && most > 0; most--) {
      const write = intake.shift();
      if (!write) return;
      into.push(write);
      taken += write.bytes;
      bytes -= write.bytes;
    }
  }

  return {
    push(write) {
      writes.push(write);
    },
    pushIntake(write) {
      intake.push(write);
      bytes += write.bytes;
    },
    get length() {
      return writes.length + intake.length;
    },
    get isPlenty() {
      return writes.length + intake.length >= MANY_WRITES || bytes >= MANY_BYTES;
    },
    take() {
      const taken = writes;
      writes = [];
      takeIntake(taken);
      return taken;
    },
    keepPaceWith(started) {
      attemptsStarted = started;
    },
  };
}
