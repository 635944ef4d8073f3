import type { EpochMs } from "../core/time.ts";

export interface RetentionCutoffs {
  readonly deliveredBefore: EpochMs;
  readonly failedBefore: EpochMs;
  readonly idempotencyBefore: EpochMs;
  readonly activityBefore: EpochMs;
}
export interface UpkeepStore {
  /** Fails up to `limit` deliveries held too long as `expired`; how many it were. */
  expireHeld(heldBefore: EpochMs, at: EpochMs, limit: number): Promise<number>;
  /** Removes what is past its time, looking at up to `limit` rows; at how many it looked. Call until it is less. */
  sweep(cutoffs: RetentionCutoffs, limit: number): Promise<number>;
  /** Keeps what is old of the activity by longer steps, looking at up to `limit` rows; at how many it looked. Call until it is less. */
  coarsenActivity(now: EpochMs, limit: number): Promise<number>;
  /** Cancels and removes up to `limit` rows of what deleted webhooks and accounts left; how many it were. Call until it is less. */
  sweepLeftovers(at: EpochMs, limit: number): Promise<number>;
  /**
   * When little of a bounded storage is left: removes the oldest of what was delivered before its time, looking at up to
   * `limit` rows; at how many. Call until it is less.
   */
  makeRoom(limit: number): Promise<number>;
  /** Whether a write reaches the disk now. */
  probe(): Promise<boolean>;
  /** Bytes of the database file and its log. */
  bytes(): Promise<number>;
  /** The database file from the inside, which costs nothing. */
  pages(): StoragePages;
  /** The disk that the data folder is on; `undefined` where the system does not tell. */
  disk(): Promise<Disk | undefined>;
}

export interface StoragePages {
  /** Bytes of a page. */
  readonly size: number;
  /** In the file, the free ones among them, which are used again before the file grows. */
  readonly count: number;
  readonly free: number;
  /** The most that the file may grow to, in bytes. */
  readonly maxBytes: number | undefined;
}
export interface Disk {
  readonly bytes: number;
  /** For us, who are not root. */
  readonly freeBytes: number;
}
