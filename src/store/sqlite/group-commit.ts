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

/** While writes keep coming a transaction waits for more of them: so many turns of the event loop, and so many writes. */
const MOST_TURNS = 3;
const ENOUGH = 256;

export function createGroupCommit(transactions: Transactions): GroupCommit {
  let waiting: Pending[] = [];
  let lacking: number | undefined;

  function refuse({ bytes, reject }: Pending, fault: unknown): void {
    if (isStorageTrouble(fault)) lacking = Math.max(lacking ?? 0, bytes);
    reject(fault);
  }

  function flush(): void {
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
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

  /** @param before how many waited a turn ago */
  function gather(before: number, turn: number): void {
    const isGrowing = waiting.length > before && waiting.length < ENOUGH;
    if (isGrowing && turn < MOST_TURNS) setImmediate(gather, waiting.length, turn + 1);
    else flush();
  }

  return {
    write: (operation, bytes = 0) =>
      new Promise((resolve, reject) => {
        const pending = { operation, bytes, resolve: resolve as (result: unknown) => void, reject };
        if (waiting.push(pending) === 1) setImmediate(gather, 0, 1);
      }),
    afterCommit: transactions.afterCommit,
    flush,
    get lacking() {
      return lacking;
    },
    recovered() {
      lacking = undefined;
    },
  };
}
