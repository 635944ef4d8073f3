import { isStorageTrouble, StorageFault } from "../faults.ts";
import type { LogSync } from "./log-sync.ts";
import { lateError } from "./storage-error.ts";
import type { TransactionResult, Transactions } from "./transaction.ts";
import { createWriteQueue, type Write } from "./write-queue.ts";

/**
 * Writes of the same moment share one transaction, and those that come while it goes to disk share the next one. An operation is a
 * synchronous function that may run twice, so it changes nothing but the database: what is to happen outside when it is committed
 * it leaves to `afterCommit`.
 */
export interface GroupCommit {
  /**
   * Resolves with the operation's result when its transaction is on disk; rejects alone when the operation fails. When the disk does not
   * take what was committed it rejects too, and what it wrote may be there all the same (`mayBeStored`).
   */
  write<Result>(operation: () => Result): Promise<Result>;
  /** The same for the engine's own deliveries: what waits does not hold it up. */
  writeAhead<Result>(operation: () => Result): Promise<Result>;
  /**
   * The same for what comes from outside: it waits until attempts have kept pace with it, and is refused when too much waits.
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
type Kind = Pick<Write, "paced" | "bytes">;
const OURS: Kind = { paced: false, bytes: 0 };

export function createGroupCommit(transactions: Transactions, log: Pick<LogSync, "sync" | "fault">): GroupCommit {
  const waiting = createWriteQueue();
  /** One transaction is gathered, or on its way to disk. */
  let busy = false;
  const refusals = createRefusals();
  let idleWatchers: (() => void)[] = [];

  function refuseAll(writes: readonly Write[], fault: unknown): void {
    for (const write of writes) refusals.refuse(write, fault);
    rest();
  }

  /** Begins the next transaction, if something waits for one. */
  function begin(): void {
    if (busy || waiting.length === 0) return;
    busy = true;
    setImmediate(gather, 0, 1);
  }

  /** A transaction is over. */
  function rest(): void {
    busy = false;
    begin();
    tellIfIdle();
  }

  function tellIfIdle(): void {
    if (busy) return;
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
    if (log.fault) log.sync((fault) => (fault ? refuseAll(writes, fault) : run(writes)));
    else run(writes);
  }

  function run(writes: readonly Write[]): void {
    try {
      const result = transactions.run(writes.map(({ operation }) => operation));
      log.sync((fault) => {
        if (fault) return refuseAll(writes, lateError(fault));
        answer(writes, result, refusals.refuse);
        rest();
      });
    } catch (fault) {
      refuseAll(writes, fault);
    }
  }

  function enqueue<Result>(operation: () => Result, kind: Kind, push: (write: Write) => void): Promise<Result> {
    return new Promise((resolve, reject) => {
      push({ ...kind, operation, resolve: resolve as (result: unknown) => void, reject });
      begin();
    });
  }

  function takeIn<Result>(operation: () => Result, bytes: number): Promise<Result> {
    if (waiting.isFull)
      return Promise.reject(new StorageFault("The storage does not keep up with what is to be stored."));
    return enqueue(operation, { paced: true, bytes }, waiting.push);
  }

  return {
    write: (operation) => enqueue(operation, OURS, waiting.push),
    writeAhead: (operation) => enqueue(operation, OURS, waiting.pushAhead),
    takeIn,
    afterCommit: transactions.afterCommit,
    keepPaceWith: waiting.keepPaceWith,
    idle: () =>
      new Promise((resolve) => {
        idleWatchers.push(resolve);
        tellIfIdle();
      }),
    get lacking() {
      return refusals.lacking;
    },
    recovered: refusals.forget,
  };
}

function answer(
  writes: readonly Write[],
  { results, faults }: TransactionResult,
  refuse: (write: Write, fault: unknown) => void,
): void {
  for (const [index, write] of writes.entries()) {
    const fault = faults.get(index);
    if (fault) refuse(write, fault);
    else write.resolve(results[index]);
  }
}

function createRefusals() {
  let lacking: number | undefined;
  return {
    get lacking() {
      return lacking;
    },
    forget() {
      lacking = undefined;
    },
    refuse({ bytes, reject }: Write, fault: unknown): void {
      if (isStorageTrouble(fault)) lacking = Math.max(lacking ?? 0, bytes);
      reject(fault);
    },
  };
}
