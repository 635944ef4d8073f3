import { isStorageTrouble } from "../store.ts";
import type { LogSync } from "./log-sync.ts";
import type { TransactionResult, Transactions } from "./transaction.ts";
import { createWriteQueue, type Write } from "./write-queue.ts";

/**
 * Writes of the same moment share one transaction, and those that come while it goes to disk share the next one. An operation is a
 * synchronous function that may run twice, so it changes nothing but the database: what is to happen outside when it is committed
 * it leaves to `afterCommit`.
 */
export interface GroupCommit {
  /** Resolves with the operation's result when its transaction is on disk; rejects alone when the operation fails. */
  write<Result>(operation: () => Result): Promise<Result>;
  /**
   * The same for what comes from outside, and may wait until attempts have kept pace with it.
   *
   * @param bytes what it writes
   */
  takeIn<Result>(operation: () => Result, bytes: number): Promise<Result>;
  /** How many attempts ever started. */
  keepPaceWith(started: () => number): void;
  afterCommit(then: () => void): void;
  /** Resolves when nothing waits, and all is on disk that can be. */
  idle(): Promise<void>;
  /** Bytes of the largest write that the storage could not take; `undefined` when there was none since `recovered`. */
  readonly lacking: number | undefined;
  /** So many bytes were taken meanwhile. */
  recovered(): void;
}

/** While writes keep coming a transaction waits for more of them, so many turns of the event loop. */
const MOST_TURNS = 3;

export function createGroupCommit(transactions: Transactions, log: Pick<LogSync, "sync" | "fault">): GroupCommit {
  const waiting = createWriteQueue();
  /** One transaction is gathered, or on its way to disk. */
  let busy = false;
  let lacking: number | undefined;
  let idleWatchers: (() => void)[] = [];

  function refuse({ bytes, reject }: Write, fault: unknown): void {
    if (isStorageTrouble(fault)) lacking = Math.max(lacking ?? 0, bytes);
    reject(fault);
  }

  function refuseAll(writes: readonly Write[], fault: unknown): void {
    for (const write of writes) refuse(write, fault);
    goOn();
  }

  function answer(writes: readonly Write[], { results, faults }: TransactionResult): void {
    for (const [index, write] of writes.entries()) {
      const fault = faults.get(index);
      if (fault) refuse(write, fault);
      else write.resolve(results[index]);
    }
    goOn();
  }

  function goOn(): void {
    busy = waiting.length > 0;
    if (busy) {
      setImmediate(gather, 0, 1);
      return;
    }
    const watchers = idleWatchers;
    idleWatchers = [];
    for (const watcher of watchers) watcher();
  }

  /** @param before how many waited a turn ago */
  function gather(before: number, turn: number): void {
    const isGrowing = waiting.length > before && !waiting.isPlenty;
    if (isGrowing && turn < MOST_TURNS) setImmediate(gather, waiting.length, turn + 1);
    else commit(waiting.take());
  }

  function commit(writes: readonly Write[]): void {
    try {
      const broken = log.fault();
      if (broken) throw broken;
      const result = transactions.run(writes.map(({ operation }) => operation));
      log.sync((fault) => (fault ? refuseAll(writes, fault) : answer(writes, result)));
    } catch (fault) {
      refuseAll(writes, fault);
    }
  }

  function enqueue<Result>(operation: () => Result, bytes: number, push: (write: Write) => void): Promise<Result> {
    return new Promise((resolve, reject) => {
      push({ operation, bytes, resolve: resolve as (result: unknown) => void, reject });
      if (!busy) goOn();
    });
  }

  return {
    write: (operation) => enqueue(operation, 0, waiting.push),
    takeIn: (operation, bytes) => enqueue(operation, bytes, waiting.pushIntake),
    afterCommit: transactions.afterCommit,
    keepPaceWith: waiting.keepPaceWith,
    idle: () =>
      new Promise((resolve) => {
        idleWatchers.push(resolve);
        if (!busy) goOn();
      }),
    get lacking() {
      return lacking;
    },
    recovered() {
      lacking = undefined;
    },
  };
}
