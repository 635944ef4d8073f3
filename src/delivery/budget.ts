/** A number of things, and of their bytes, that may be held at once. */
export interface Budget {
  readonly count: number;
  readonly bytes: number;
  /** How many more: `guarded` takers leave a share for the others. */
  room(guarded: boolean): number;
  /** Whether so many bytes more fit; with nothing held by takers of this kind, anything does. */
  fits(bytes: number, guarded: boolean): boolean;
  take(count: number, bytes: number, guarded: boolean): void;
  give(count: number, bytes: number, guarded: boolean): void;
}

/** What endpoints that may be hanging can have of a budget. */
const GUARDED_SHARE = 0.75;

export function createBudget(limit: { readonly count: number; readonly bytes: number }): Budget {
  const guardedLimit = Math.max(1, Math.floor(limit.count * GUARDED_SHARE));
  let count = 0;
  let bytes = 0;
  let guardedCount = 0;
  let guardedBytes = 0;

  return {
    get count() {
      return count;
    },
    get bytes() {
      return bytes;
    },
    room: (guarded) => Math.max(0, Math.min(limit.count - count, guarded ? guardedLimit - guardedCount : limit.count)),
    fits(more, guarded) {
      const own = guarded ? guardedBytes : bytes - guardedBytes;
      if (own === 0) return true;
      const ownFits = !guarded || guardedBytes + more <= limit.bytes * GUARDED_SHARE;
      return ownFits && bytes + more <= limit.bytes;
    },
    take(things, size, guarded) {
      count += things;
      bytes += size;
      if (!guarded) return;
      guardedCount += things;
      guardedBytes += size;
    },
    give(things, size, guarded) {
      count -= things;
      bytes -= size;
      if (!guarded) return;
      guardedCount -= things;
      guardedBytes -= size;
    },
  };
}
