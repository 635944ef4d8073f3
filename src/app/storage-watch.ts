import { type Clock, type Millis, SECOND } from "../core/time.ts";
import { isStorageTrouble, type Store } from "../store/store.ts";
import type { Logger } from "./logger.ts";

/** Tells the log, once each, that the storage fails and that it works again. */
export interface StorageWatch {
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

  async function look(): Promise<void> {
    if (!(await store.upkeep.probe())) {
      if (cancel) cancel = clock.after(LOOK_EVERY, look);
      return;
    }
    cancel = undefined;
    // As a warning, so that who saw the beginning sees the end.
    log.warn({}, "the storage takes writes again");
  }

  return {
    heed(fault) {
      if (!isStorageTrouble(fault)) return false;
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
