import { StorageFault, StorageFull } from "../faults.ts";

/** Of SQLite, and of the system. */
const STORAGE_CODES = /^(SQLITE_(?!CONSTRAINT)|E[A-Z]+$)/;

/**
 * What a fault of the storage means to those who know nothing of it. A broken constraint is a bug, and stays what it is.
 *
 * @param isLate whether what it came to had been committed
 */
export function storageError(fault: unknown, isLate = false): Error {
  if (!(fault instanceof Error)) return new StorageFault(String(fault), { isLate });
  const code = String((fault as { code?: unknown }).code ?? "");
  if (code.startsWith("SQLITE_FULL") || /ENOSPC|EDQUOT/.test(fault.message)) {
    return new StorageFull("The storage is full.", { cause: fault, isLate });
  }
  if (STORAGE_CODES.test(code)) {
    return new StorageFault(`The storage failed: ${fault.message}.`, { cause: fault, isLate });
  }
  return fault;
}

/** The fault of a sync, as it is for what had been committed then. */
export function lateError(fault: Error): Error {
  return storageError(fault.cause ?? fault, true);
}
