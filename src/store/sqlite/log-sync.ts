import type { Database } from "bun:sqlite";
import { closeSync, fdatasync, openSync } from "node:fs";
import type { Millis } from "../../core/time.ts";
import { storageError } from "./storage-error.ts";

/**
 * Brings commits to the disk without stopping the event loop. SQLite with `synchronous=FULL` would wait for the disk at every commit,
 * and everybody with it; with `NORMAL` it leaves that out, and waits only where it moves the log into the database. So a commit is
 * on disk when the `sync` that began after it says so, and not before.
 */
export interface LogSync {
  /** Calls back, later, when all that is committed is on disk, or with the reason why it may not be. */
  sync(done: (fault: Error | undefined) => void): void;
  /** Whether commits may be made: the reason why not, for as long as the disk does not take what it has failed to. */
  fault(): Error | undefined;
  close(): void;
}

/** How long SQLite waits for others who use the file: backups, and people who look into it. */
export const BUSY_TIMEOUT: Millis = 5_000;

/** Brings what was written to an open file to the disk, and calls back later. */
export type SyncFile = (file: number, done: (fault: Error | null) => void) => void;

/** @param file of the database, which is open: its log is beside it for as long */
export function createLogSync(db: Database, file: string, syncFile: SyncFile = fdatasync): LogSync {
  const log = openSync(`${file}-wal`, "r+");
  const moveLog = db.prepare<{ busy: number }, []>("pragma wal_checkpoint(truncate)");
  let failed: Error | undefined;

  /**
   * After a sync that failed the system may have forgotten what it did not write, and the next one would say nothing of it. The log
   * has a hole then that no later commit gets over, unless all of it is written anew: into the database.
   */
  function mend(): Error | undefined {
    // Somebody who reads the file meanwhile is not waited for.
    db.run("pragma busy_timeout = 0");
    try {
      if (moveLog.get()?.busy === 0) failed = undefined;
    } catch (fault) {
      failed = storageError(fault);
    } finally {
      db.run(`pragma busy_timeout = ${BUSY_TIMEOUT}`);
    }
    return failed;
  }

  return {
    sync(done) {
      syncFile(log, (fault) => {
        if (fault) failed = storageError(fault);
        done(fault ? mend() : undefined);
      });
    },
    fault: () => failed && mend(),
    close: () => closeSync(log),
  };
}
