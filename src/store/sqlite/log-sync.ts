import { closeSync, fdatasync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { storageError } from "./storage-error.ts";

/**
 * Brings commits to the disk without stopping the event loop. SQLite with `synchronous=FULL` would wait for the disk at every commit,
 * and everybody with it; with `NORMAL` it leaves that out, and waits only where it moves the log into the database. So a commit is
 * on disk when the `sync` that began after it says so, and not before.
 */
export interface LogSync {
  /** Calls back, later, when all that is committed is on disk, or with the reason why it may not be. Not while another one runs. */
  sync(done: (fault: Error | undefined) => void): void;
  /** What the last sync failed with: there is to be no commit until one has worked. */
  readonly fault: Error | undefined;
  close(): void;
}

/** Brings what was written to an open file to the disk, and calls back later. */
export type SyncFile = (file: number, done: (fault: Error | null) => void) => void;

const MOST_TRIES = 3;

/** @param file of the database, which is open: its log is beside it for as long */
export function createLogSync(file: string, syncFile: SyncFile = fdatasync): LogSync {
  const log = openSync(`${file}-wal`, "r+");
  let fault: Error | undefined;
  // Nobody knows what became of what the process before wrote.
  let isSuspect = true;

  function fail(cause: unknown, done: (fault: Error | undefined) => void, tries: number): void {
    isSuspect = true;
    fault = storageError(cause);
    if (tries < MOST_TRIES) attempt(done, tries + 1);
    else done(fault);
  }

  function attempt(done: (fault: Error | undefined) => void, tries: number): void {
    try {
      if (isSuspect) writeAnew(log);
    } catch (cause) {
      setImmediate(fail, cause, done, tries);
      return;
    }
    syncFile(log, (cause) => {
      if (cause) {
        fail(cause, done, tries);
        return;
      }
      isSuspect = false;
      fault = undefined;
      done(undefined);
    });
  }

  return {
    sync: (done) => attempt(done, 1),
    get fault() {
      return fault;
    },
    close: () => closeSync(log),
  };
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * After a sync that failed the system may take what it could not write for written, and the next sync says nothing of it: the log
 * has a hole on disk that no later commit gets over. So all of it is written once more, with what the system knows of it.
 */
function writeAnew(file: number): void {
  const { size } = fstatSync(file);
  const chunk = Buffer.allocUnsafe(Math.min(size, CHUNK_BYTES));
  for (let at = 0; at < size; ) {
    const length = readSync(file, chunk, 0, chunk.length, at);
    if (length === 0) return;
    at += writeSync(file, chunk, 0, length, at);
  }
}
