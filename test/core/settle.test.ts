import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Outcome } from "../../src/core/attempt.ts";
import { type RetryPolicy, settle } from "../../src/core/settle.ts";
import { MINUTE, SECOND } from "../../src/core/time.ts";

const NOW = 1_700_000_000_000;
const policy: RetryPolicy = { retries: [5 * SECOND, 30 * SECOND], onExhausted: "fail-webhook" };
const fresh = { attempts: 0, scheduleBase: 0, test: false };
const timedOut: Outcome = { kind: "failed", error: "timeout" };
const interrupted: Outcome = { kind: "failed", error: "interrupted" };

function answered(status: number, headers: Record<string, string> = {}): Outcome {
  return { kind: "answered", response: { status, headers, body: new Uint8Array(), truncated: false } };
}

test("any 2xx delivers, whatever the webhook's state", () => {
  for (const status of [200, 201, 204, 299]) {
    for (const webhook of ["active", "disabled", "failed"] as const) {
      expect(settle(fresh, answered(status), NOW, webhook, policy)).toEqual({ state: "delivered" });
    }
  }
});

test("every other answer and every fault is tried again on schedule, and then fails delivery and webhook", () => {
  for (const outcome of [answered(500), answered(404), answered(302), answered(199), timedOut]) {
    const steps = [0, 1, 2].map((attempts) => settle({ ...fresh, attempts }, outcome, NOW, "active", policy));
    expect(steps).toEqual([
      { state: "pending", dueAt: NOW + 5 * SECOND, scheduleBase: 0 },
      { state: "pending", dueAt: NOW + 30 * SECOND, scheduleBase: 0 },
      { state: "failed", failureReason: "exhausted", failsWebhook: true },
    ]);
  }
});

test("under fail-delivery the webhook goes on", () => {
  const gentle: RetryPolicy = { retries: [], onExhausted: "fail-delivery" };
  expect(settle(fresh, timedOut, NOW, "active", gentle)).toMatchObject({ state: "failed", failsWebhook: false });
});

test("410 fails the webhook at once, under fail-delivery too", () => {
  for (const onExhausted of ["fail-webhook", "fail-delivery"] as const) {
    expect(settle(fresh, answered(410), NOW, "active", { ...policy, onExhausted })).toEqual({
      state: "failed",
      failureReason: "gone",
      failsWebhook: true,
    });
  }
});

describe("Retry-After", () => {
  test("lengthens the wait", () => {
    expect(settle(fresh, answered(503, { "retry-after": "60" }), NOW, "active", policy)).toMatchObject({
      dueAt: NOW + MINUTE,
    });
  });
  test("does not shorten it", () => {
    expect(settle(fresh, answered(429, { "retry-after": "1" }), NOW, "active", policy)).toMatchObject({
      dueAt: NOW + 5 * SECOND,
    });
  });
});

test("a fresh schedule begins after a redelivery", () => {
  const redelivered = { attempts: 3, scheduleBase: 3, test: false };
  expect(settle(redelivered, timedOut, NOW, "active", policy)).toMatchObject({ dueAt: NOW + 5 * SECOND });
});

test("a retry of a stopped webhook is held, with the reason", () => {
  expect(settle(fresh, timedOut, NOW, "disabled", policy)).toMatchObject({
    state: "held",
    heldReason: "webhook_disabled",
  });
  expect(settle(fresh, timedOut, NOW, "failed", policy)).toMatchObject({ state: "held", heldReason: "webhook_failed" });
});

test("an interrupted attempt is due at once and uses up no retry", () => {
  const last = { attempts: 2, scheduleBase: 0, test: false };
  expect(settle(last, interrupted, NOW, "active", policy)).toEqual({ state: "pending", dueAt: NOW, scheduleBase: 1 });
});

test("a test is attempted once, and leaves its webhook alone", () => {
  for (const outcome of [timedOut, answered(410), answered(500)]) {
    expect(settle({ ...fresh, test: true }, outcome, NOW, "active", policy)).toEqual({
      state: "failed",
      failureReason: "exhausted",
      failsWebhook: false,
    });
  }
});

test("a delivery that keeps failing ends after exactly one attempt more than there are retries, never early", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { maxLength: 12 }), (retries) => {
      const patient: RetryPolicy = { retries, onExhausted: "fail-webhook" };
      let now = NOW;
      for (let attempts = 0; attempts <= retries.length; attempts++) {
        const settlement = settle({ ...fresh, attempts }, timedOut, now, "active", patient);
        expect(settlement.state).toBe(attempts < retries.length ? "pending" : "failed");
        if (settlement.state === "pending") {
          expect(settlement.dueAt - now).toBe(retries[attempts] ?? Number.NaN);
          now = settlement.dueAt;
        }
      }
    }),
  );
});
