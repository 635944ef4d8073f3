import type { EpochMs } from "../../core/time.ts";

export interface EventRow {
  readonly id: number;
  readonly uid: string;
  readonly account_uid: string;
  readonly type: number;
  readonly occurred_at: string;
  readonly created_at: EpochMs;
}
