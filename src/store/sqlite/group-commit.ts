import type { Millis } from "../../core/time.ts";
import { isStorageTrouble } from "../store.ts";
import type { Transactions } from "./transaction.ts";

/**
 * Writes of the same moment share one transaction. An operation is a synchronous function that may run twice, so it changes
 * nothing but the database: what is to happen outside when it is on disk it leaves to `afterCommit`.
 */
export interface GroupCommit {
  /**
   * Resolves with the operation's result when its transaction is on disk; rejects alone when the operation fails.
   *
   * @param bytes what it writes, where that may be much
   */
  write<Result>(operation: () => Result, bytes?: number): Promise<Result>;
  afterCommit(then: () => void): void;
  /** Transactions wait a little while more attempts start: `started` is how many ever did. */
  giveWayTo(started: () => number): void;
  /** Writes what is waiting, now. */
  flush(): void;
  /** Bytes of the largest write that the storage could not take; `undefined` when there was none since `recovered`. */
  readonly lacking: number | undefined;
  /** So many bytes were taken meanwhile. */
  recovered(): void;
}

interface Pending {
  readonly bytes: number;
  readonly operation: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

/** While writes keep coming a transaction waits for more of them, so many turns of the event loop. */
const MOST_TURNS = 3;
/** A transaction of many writes gives way to attempts while these keep starting: so often, for so long each time. */
const MANY_WRITES = 64;
const MOST_GIVEN_WAY = 12;
const GIVEN_WAY: Millis = 2;
/** Bytes of writes that do not wait. */
const ENOUGH_BYTES = 4 * 1024 * 1024;

export function createGroupCommit(transactions: Transactions): GroupCommit {
  let waiting: Pending[] = [];
  let waitingBytes = 0;
  let attemptsStarted = () => 0;
  let lacking: number | undefined;

  function refuse({ bytes, reject }: Pending, fault: unknown): void {
    if (isStorageTrouble(fault)) lacking = Math.max(lacking ?? 0, bytes);
    reject(fault);
  }

  function flush(): void {
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
    waitingBytes = 0;
    try {
      const { results, faults } = transactions.run(batch.map(({ operation }) => operation));
      for (const [index, pending] of batch.entries()) {
        const fault = faults.get(index);
        if (fault) refuse(pending, fault);
        else pending.resolve(results[index]);
      }
    } catch (fault) {
      for (const pending of batch) refuse(pending, fault);
    }
  }

  function give(way: number, startedBefore: number): void {
    const started = attemptsStarted();
    const goOn = started > startedBefore && waitingBytes < ENOUGH_BYTES && way < MOST_GIVEN_WAY;
    if (goOn) setTimeout(give, GIVEN_WAY, way + 1, started);
    else flush();
  }

  /** @param before how many waited a turn ago */
  function gather(before: number, turn: number, started: number): void {
    const isGrowing = waiting.length > before && waiting.length < MANY_WRITES && waitingBytes < ENOUGH_BYTES;
    if (isGrowing && turn < MOST_TURNS) setImmediate(gather, waiting.length, turn + 1, started);
    else if (waiting.length >= MANY_WRITES) give(1, started);
    else flush();
  }

  return {
    write: (operation, bytes = 0) =>
      new Promise((resolve, reject) => {
        const pending = { operation, bytes, resolve: resolve as (result: unknown) => void, reject };
        waitingBytes += bytes;
        if (waiting.push(pending) === 1) setImmediate(gather, 0, 1, attemptsStarted());
      }),
    afterCommit: transactions.afterCommit,
    giveWayTo(started) {
      attemptsStarted = started;
    },
    flush,
    get lacking() {
      return lacking;
    },
    recovered() {
      lacking = undefined;
    },
  };
}
