interface TroubleOptions extends ErrorOptions {
  /** The write was committed before the disk failed. */
  readonly isLate?: boolean | undefined;
}
abstract class StorageTrouble extends Error {
  readonly isLate: boolean;
  constructor(message: string, { isLate = false, ...options }: TroubleOptions = {}) {
    super(message, options);
    this.isLate = isLate;
  }
}

/** The disk, or the quota, has no room: the write was not stored. */
export class StorageFull extends StorageTrouble {
  override readonly name = "StorageFull";
}

/** The storage failed in another way: the write was not stored. */
export class StorageFault extends StorageTrouble {
  override readonly name = "StorageFault";
}

/** Whether a fault is the storage's, so that the same write may go through later. */
export function isStorageTrouble(fault: unknown): fault is StorageFull | StorageFault {
  return fault instanceof StorageFull || fault instanceof StorageFault;
}

/** Whether a write that was refused with this may be there all the same: it was committed, and the disk failed then. */
export function mayBeStored(fault: unknown): boolean {
  return isStorageTrouble(fault) && fault.isLate;
}
