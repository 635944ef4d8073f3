import { expect, test } from "bun:test";
import { countedAttempt, logAttempt } from "../../src/app/attempt-log.ts";
import { createLogger } from "../../src/app/logger.ts";
import type { Settlement } from "../../src/core/settle.ts";
import type { RecordedAttempt } from "../../src/delivery/attempt.ts";
import { claimedDelivery } from "../support/claimed-delivery.ts";

const STARTED_AT = Date.parse("2024-02-10T16:45:22.000Z");

interface Outcome {
  readonly settlement: Settlement;
  readonly error?: RecordedAttempt["attempt"]["error"];
  readonly number?: number;
  readonly recorded?: RecordedAttempt["recorded"];
}

function recordedAttempt({ settlement, error = null, number = 1, recorded = "done" }: Outcome): RecordedAttempt {
  return {
    webhookId: "wh_1",
    accountId: "acc_1",
    recorded,
    delivery: claimedDelivery({
      attempts: number - 1,
      dueAt: STARTED_AT - 250,
      lease: { token: 1, until: STARTED_AT + 1_000, untilMonotonic: 1_000 },
    }),
    attempt: {
      number,
      startedAt: STARTED_AT,
      responseTimeMs: 12,
      statusCode: error === null ? 200 : null,
      error,
      response: null,
    },
    request: { url: "https://example.com/", taskflowSignature: "sha256=", standardSignature: "v1," },
    settlement,
    at: STARTED_AT + 12,
    countedDay: null,
  };
}

/** The one line that an attempt makes. */
function lineOf(outcome: Outcome): Record<string, unknown> {
  const lines: string[] = [];
  const log = createLogger({ level: "info", format: "json" }, (text) => lines.push(text));
  logAttempt(log, recordedAttempt(outcome), 6);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "");
}

test("a delivery that landed is one line with whose it was, how it went and how long it took", () => {
  const { time, ...fields } = lineOf({ settlement: { state: "delivered" } });
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(fields).toEqual({
    level: "info",
    account: "acc_1",
    webhook: "wh_1",
    delivery: "del_1",
    event_type: "task.created",
    trigger: "event",
    attempt: 1,
    of: 6,
    status: 200,
    error: null,
    ms: 12,
    next: null,
    msg: "delivered",
  });
});

test.each<[Settlement, Record<string, unknown>]>([
  [
    { state: "pending", dueAt: STARTED_AT + 5_000, scheduleBase: 0 },
    { msg: "pending", next: "attempt at 2024-02-10T16:45:27.000Z" },
  ],
  [
    { state: "held", heldReason: "webhook_disabled", scheduleBase: 0 },
    { msg: "held", next: "webhook_disabled" },
  ],
  [
    { state: "failed", failureReason: "gone", failsWebhook: true },
    { msg: "failed", next: "webhook stopped" },
  ],
  [
    { state: "failed", failureReason: "exhausted", failsWebhook: false },
    { msg: "failed", next: null },
  ],
])("one that did not is a warning that says what happens next: %j", (settlement, expected) => {
  expect(lineOf({ settlement, error: "timeout" })).toMatchObject({ level: "warn", error: "timeout", ...expected });
});

test("an attempt that another owner made meanwhile is told as such", () => {
  expect(lineOf({ settlement: { state: "delivered" }, recorded: "stale" }).msg).toBe("attempt by a stale owner");
});

test("an event type is quoted as JSON wants it", () => {
  const { delivery, ...attempt } = recordedAttempt({ settlement: { state: "delivered" } });
  const lines: string[] = [];
  const log = createLogger({ level: "info", format: "json" }, (text) => lines.push(text));
  logAttempt(log, { ...attempt, delivery: { ...delivery, eventType: 'a"b\\c' } }, 6);
  expect(JSON.parse(lines[0] ?? "").event_type).toBe('a"b\\c');
});

test("only the first attempt tells how long an event waited for it", () => {
  const settlement = { state: "delivered" } as const;
  expect(countedAttempt(recordedAttempt({ settlement }))).toEqual({
    outcome: "delivered",
    responseTimeMs: 12,
    waitedMs: 250,
  });
  expect(countedAttempt(recordedAttempt({ settlement, number: 2 })).waitedMs).toBeUndefined();
});
