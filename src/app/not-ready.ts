import type { Dispatcher } from "../delivery/dispatcher.ts";
import { StorageFault } from "../store/faults.ts";
import type { Store } from "../store/store.ts";
import type { StorageWatch } from "./storage-watch.ts";

export const DISPATCHER_STALLED =
  "The dispatcher has not looked at the table for a while. Look into the log, and restart.";
export const STORAGE_FAILING = "The storage cannot be written. Look at the disk of the data folder.";

/** Why events cannot be taken or delivered now; `undefined` when they can. */
export function notReadyBecause(
  store: Pick<Store, "upkeep">,
  dispatcher: Pick<Dispatcher, "alive">,
  watch: Pick<StorageWatch, "heed">,
) {
  return async (): Promise<string | undefined> => {
    if (!dispatcher.alive()) return DISPATCHER_STALLED;
    if (await store.upkeep.probe()) return undefined;
    watch.heed(new StorageFault(STORAGE_FAILING));
    return STORAGE_FAILING;
  };
}
