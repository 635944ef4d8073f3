import type { Attempt, AttemptError } from "../../core/attempt.ts";
import type { Delivery, DeliveryFailure, DeliveryState, HeldReason, Trigger } from "../../core/delivery.ts";
import { idText } from "../../core/ids.ts";
import type { EpochMs, Millis } from "../../core/time.ts";
import type { AttemptRecord } from "../deliveries.ts";

/** An attempt as it stands in a row of `attempts`, or, the last one, in that of a settled delivery. */
export interface AttemptRow {
  readonly started_at: EpochMs;
  readonly response_time_ms: Millis;
  readonly status_code: number | null;
  readonly error: AttemptError | null;
}
/** The same with what was sent and answered, which may be large. */
export interface AnsweredRow extends AttemptRow {
  readonly sent_url: number;
  readonly sent_signatures: Uint8Array;
  readonly truncated: 0 | 1 | null;
  readonly response_headers: string | null;
  readonly response_body: Uint8Array | null;
}
/** A delivery of the queue or a settled one; what the other has is `null`. */
export interface DeliveryRow {
  readonly id: number;
  readonly salt: number;
  readonly event: number;
  readonly event_salt: number;
  readonly type: number;
  readonly webhook: number;
  readonly webhook_uid: string;
  readonly state: DeliveryState;
  readonly held_reason: HeldReason | null;
  readonly failure_reason: DeliveryFailure | null;
  readonly trigger: Trigger;
  readonly test: 0 | 1;
  readonly created_at: EpochMs;
  /** By the stored clock while it is pending. */
  readonly due_at: EpochMs | null;
  readonly attempts: number;
  /** `null` when no attempt stands in the row itself. */
  readonly started_at: EpochMs | null;
}

/** @param ahead how far the wall clock is ahead of the stored one */
export function toDelivery<AnyAttempt>(
  row: DeliveryRow,
  eventType: string,
  attempts: readonly AnyAttempt[],
  ahead: Millis,
) {
  return {
    row: row.id,
    id: idText("del", { serial: row.id, salt: row.salt }),
    eventId: idText("evt", { serial: row.event, salt: row.event_salt }),
    eventType,
    webhookId: row.webhook_uid,
    state: row.state,
    heldReason: row.held_reason,
    failureReason: row.failure_reason,
    trigger: row.trigger,
    createdAt: row.created_at,
    dueAt: row.due_at !== null && row.state === "pending" ? row.due_at + ahead : row.due_at,
    attempts,
  } satisfies Omit<Delivery, "attempts"> & { attempts: readonly AnyAttempt[] };
}

export function toAttempt(row: AttemptRow, number: number): Attempt {
  const { started_at, response_time_ms, status_code, error } = row;
  return { number, startedAt: started_at, responseTimeMs: response_time_ms, statusCode: status_code, error };
}

export function toAttemptRecord(row: AnsweredRow, number: number): AttemptRecord {
  const { status_code: status, truncated, response_headers, response_body } = row;
  const attempt = toAttempt(row, number);
  if (status === null) return { ...attempt, response: null };
  const headers = JSON.parse(response_headers ?? "{}") as Record<string, string>;
  const body = response_body ?? new Uint8Array();
  return { ...attempt, response: { status, headers, body, truncated: truncated === 1 } };
}
