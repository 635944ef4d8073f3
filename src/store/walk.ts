import type { EpochMs } from "../core/time.ts";

/**
 * A job over the rows that there were when it began, in small writes: each looks at up to `limit` of them, at none twice, and
 * changes those that it is for. Call until it has looked at less.
 */
export type Walk = (at: EpochMs, limit: number) => Promise<{ readonly looked: number; readonly changed: number }>;
