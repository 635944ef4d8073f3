import { formatTime } from "../core/time.ts";
import type { RecordedAttempt } from "../delivery/attempt.ts";
import type { Logger } from "./logger.ts";
import type { CountedAttempt } from "./metrics.ts";

/** One wide line an attempt: whose it was, what came of it, and what happens next. */
export function logAttempt(log: Logger, recorded: RecordedAttempt, attemptsInAll: number): void {
  const level = recorded.attempt.error === null ? "info" : "warn";
  log.line(level, () => membersOf(recorded, attemptsInAll), messageOf(recorded));
}

/** Our own ids and words need no escapes. */
function membersOf(recorded: RecordedAttempt, attemptsInAll: number): string {
  const { attempt, delivery } = recorded;
  const of = delivery.test ? 1 : delivery.scheduleBase + attemptsInAll;
  return (
    `"account":"${recorded.accountId}","webhook":"${recorded.webhookId}","delivery":"${delivery.id}",` +
    `"event_type":${JSON.stringify(delivery.eventType)},"trigger":"${delivery.trigger}",` +
    `"attempt":${attempt.number},"of":${of},"status":${attempt.statusCode},"error":${orNull(attempt.error)},` +
    `"ms":${attempt.responseTimeMs},"next":${orNull(nextOf(recorded))}`
  );
}

function orNull(word: string | null): string {
  return word === null ? "null" : `"${word}"`;
}

function messageOf({ recorded, settlement }: RecordedAttempt): string {
  if (recorded === "again") return "pending";
  if (recorded === "canceled") return "canceled";
  return recorded === "stale" ? "attempt by a stale owner" : settlement.state;
}

function nextOf({ recorded, settlement }: RecordedAttempt): string | null {
  if (recorded === "again") return "redelivery";
  if (recorded === "canceled") return null;
  switch (settlement.state) {
    case "pending":
      return `attempt at ${formatTime(settlement.dueAt)}`;
    case "held":
      return settlement.heldReason;
    case "failed":
      return settlement.failsWebhook ? "webhook stopped" : null;
    default:
      return null;
  }
}

export function countedAttempt({ attempt, delivery, settlement }: RecordedAttempt): CountedAttempt {
  const isFirst = attempt.number === 1 && delivery.trigger === "event";
  return {
    outcome: attempt.error ?? settlement.state,
    responseTimeMs: attempt.responseTimeMs,
    waitedMs: isFirst ? attempt.startedAt - delivery.dueAt : undefined,
  };
}
