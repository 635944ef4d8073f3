import { idText } from "../../core/ids.ts";
import { type EpochMs, formatTime } from "../../core/time.ts";
import type { EventDelivery, EventRecord } from "../events.ts";

export interface EventRow {
  readonly id: number;
  readonly salt: number;
  readonly account_uid: string;
  readonly type: number;
  readonly occurred_at: string | null;
  readonly created_at: EpochMs;
  readonly last_delivery: number | null;
}

export function toEventRecord(row: EventRow, type: string, deliveries: readonly EventDelivery[]): EventRecord {
  return {
    row: row.id,
    id: idText("evt", { serial: row.id, salt: row.salt }),
    accountId: row.account_uid,
    type,
    timestamp: row.occurred_at ?? formatTime(row.created_at),
    createdAt: row.created_at,
    deliveries,
  };
}
