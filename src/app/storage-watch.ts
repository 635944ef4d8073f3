import { type Clock, type Millis, SECOND } from "../core/time.ts";
import { isStorageTrouble, StorageFull } from "../store/faults.ts";
import type { Store } from "../store/store.ts";
import type { Logger } from "./logger.ts";

export type StorageStatus = "ok" | "full" | "failing";

/** Tells the log, once each, that the storage fails and that it works again. */
export interface StorageWatch {
  /** As of the last write that was tried. */
  status(): StorageStatus;
  /** Whether this was a fault of the storage, which is told here; others are for whoever asks. */
  heed(fault: unknown): boolean;
  stop(): void;
}

const LOOK_EVERY: Millis = 5 * SECOND;

export function createStorageWatch(
  store: Pick<Store, "upkeep">,
  log: Pick<Logger, "error" | "warn">,
  clock: Pick<Clock, "after">,
): StorageWatch {
  let cancel: (() => void) | undefined;
  let status: StorageStatus = "ok";

  async function look(): Promise<void> {
    if (!(await store.upkeep.probe())) {
      if (cancel) cancel = clock.after(LOOK_EVERY, look);
      return;
    }
    cancel = undefined;
    status = "ok";
    // As a warning, so that who saw the beginning sees the end.
    log.warn({}, "the storage takes writes again");
  }

  return {
    status: () => status,
    heed(fault) {
      if (!isStorageTrouble(fault)) return false;
      // Who only finds that nothing can be written does not know why.
      if (status !== "full") status = fault instanceof StorageFull ? "full" : "failing";
      if (!cancel) {
        cancel = clock.after(LOOK_EVERY, look);
        log.error(
          { err: fault.message },
          "the storage fails: events are refused, and attempts wait until it works again",
        );
      }
      return true;
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
