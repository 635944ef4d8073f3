import type { Transactions } from "./transaction.ts";

/**
 * Writes of the same moment share one transaction. An operation is a synchronous function that may run twice, so it changes
 * nothing but the database: what is to happen outside when it is on disk it leaves to `afterCommit`.
 */
export interface GroupCommit {
  /** Resolves with the operation's result when its transaction is on disk; rejects alone when the operation fails. */
  write<Result>(operation: () => Result): Promise<Result>;
  afterCommit(then: () => void): void;
  /** Writes what is waiting, now. */
  flush(): void;
  /** Why a write could not be stored lately; `undefined` once a transaction went through without a fault. */
  readonly trouble: Error | undefined;
}

interface Pending {
  readonly operation: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

export function createGroupCommit(transactions: Transactions): GroupCommit {
  let waiting: Pending[] = [];
  let trouble: Error | undefined;

  function flush(): void {
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
    try {
      const { results, faults } = transactions.run(batch.map(({ operation }) => operation));
      trouble = faults.values().next().value;
      for (const [index, { resolve, reject }] of batch.entries()) {
        const fault = faults.get(index);
        if (fault) reject(fault);
        else resolve(results[index]);
      }
    } catch (fault) {
      trouble = fault instanceof Error ? fault : new Error(String(fault));
      for (const { reject } of batch) reject(fault);
    }
  }

  return {
    write: (operation) =>
      new Promise((resolve, reject) => {
        const pending = { operation, resolve: resolve as (result: unknown) => void, reject };
        if (waiting.push(pending) === 1) setImmediate(flush);
      }),
    afterCommit: transactions.afterCommit,
    flush,
    get trouble() {
      return trouble;
    },
  };
}
