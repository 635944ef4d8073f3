import type { Database } from "bun:sqlite";
import { storageError } from "./storage-error.ts";

/** Written together at the end of a transaction: what many operations touch. */
export interface Coalesced {
  apply(): void;
  clear(): void;
}

/** What became of the operations of one transaction, by their places. */
export interface TransactionResult {
  readonly results: readonly unknown[];
  /** Those that failed, and left no trace. */
  readonly faults: ReadonlyMap<number, Error>;
}

export interface Transactions {
  /** Runs operations in one transaction. It is committed when it returns, and not yet on disk; throws when nothing was stored. */
  run(operations: readonly (() => unknown)[]): TransactionResult;
  /** From within an operation: what is to happen when it is committed. */
  afterCommit(then: () => void): void;
}

const NO_FAULTS: ReadonlyMap<number, Error> = new Map();

export function createTransactions(db: Database, ...coalesced: readonly Coalesced[]): Transactions {
  const sql = prepareStatements(db);
  let followUps: (() => void)[] = [];

  function apply(): void {
    for (const each of coalesced) each.apply();
  }

  function clear(): void {
    for (const each of coalesced) each.clear();
  }

  function forget(): void {
    followUps = [];
    clear();
    if (db.inTransaction) sql.rollback.run();
  }

  function commit(): void {
    sql.commit.run();
    const due = followUps;
    followUps = [];
    for (const followUp of due) followUp();
  }

  /** In a savepoint of its own: undone alone when it fails. */
  function runAlone(operation: () => unknown): unknown {
    const before = followUps.length;
    sql.savepoint.run();
    try {
      const result = operation();
      apply();
      sql.release.run();
      return result;
    } catch (fault) {
      followUps.length = before;
      clear();
      if (!db.inTransaction) throw fault;
      sql.undo.run();
      sql.release.run();
      throw fault;
    }
  }

  function runOneByOne(operations: readonly (() => unknown)[]): TransactionResult {
    const faults = new Map<number, Error>();
    sql.begin.run();
    const results = operations.map((operation, index) => {
      try {
        return runAlone(operation);
      } catch (fault) {
        if (!db.inTransaction) throw fault;
        faults.set(index, storageError(fault));
        return undefined;
      }
    });
    commit();
    return { results, faults };
  }

  return {
    run(operations) {
      try {
        sql.begin.run();
        const results = operations.map((operation) => operation());
        apply();
        commit();
        return { results, faults: NO_FAULTS };
      } catch {
        forget();
      }
      // Somebody's write is bad, or the disk is: once more, so that the bad one fails alone.
      try {
        return runOneByOne(operations);
      } catch (fault) {
        forget();
        throw storageError(fault);
      }
    },
    afterCommit(then) {
      followUps.push(then);
    },
  };
}

function prepareStatements(db: Database) {
  return {
    begin: db.prepare("begin immediate"),
    commit: db.prepare("commit"),
    rollback: db.prepare("rollback"),
    savepoint: db.prepare("savepoint one"),
    release: db.prepare("release one"),
    undo: db.prepare("rollback to one"),
  };
}
