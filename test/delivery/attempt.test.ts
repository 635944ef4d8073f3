import { expect, test } from "bun:test";
import { largeBody, SLICE_BYTES } from "../../src/core/body.ts";
import { SECOND } from "../../src/core/time.ts";
import { createAttemptPipe } from "../../src/delivery/attempt.ts";
import type { SendRequest } from "../../src/delivery/sender.ts";
import { claimedDelivery } from "../support/claimed-delivery.ts";
import { delivered, startEngine } from "../support/engine.ts";

const TIMEOUT = 5 * SECOND;

/** The pipe with a body that is signed over several turns, and a clock that is set while that goes on. */
async function setup(body = largeBody(["x".repeat(4 * SLICE_BYTES)])) {
  const engine = await startEngine();
  const { webhook } = await engine.webhook();
  const sent: SendRequest[] = [];
  let elapsed = 0;
  const sender = {
    async send(request: SendRequest) {
      sent.push(request);
      elapsed += SECOND;
      return delivered;
    },
  };
  const clock = { ...engine.clock, monotonic: () => elapsed };
  const writes = { store: () => Promise.reject(), storeSome: () => Promise.reject(), troubled: 0, giveUp: () => 0 };
  const policy = { retries: [], onExhausted: "fail-delivery" } as const;
  const pipe = createAttemptPipe({ store: engine.store, sender, writes, clock, policy, timeoutMs: TIMEOUT });
  return {
    sent,
    /** Makes an attempt, for whose signing so much time passes. */
    make(signingMs: number) {
      const making = pipe.make({ delivery: claimedDelivery(), webhook, body });
      elapsed += signingMs;
      return making;
    },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

test("signing a large body is of the attempt's time: the endpoint has what is left of it, and both are recorded", async () => {
  await using attempt = await setup();
  const { responseTimeMs, outcome } = await attempt.make(3 * SECOND);
  expect(attempt.sent.map(({ timeoutMs }) => timeoutMs)).toEqual([2 * SECOND]);
  expect([outcome, responseTimeMs]).toEqual([delivered, 4 * SECOND]);
});

test("an attempt whose time is over before its body is signed is sent no more, and timed out", async () => {
  await using attempt = await setup();
  const { responseTimeMs, outcome } = await attempt.make(TIMEOUT);
  expect(attempt.sent).toEqual([]);
  expect([outcome, responseTimeMs]).toEqual([{ kind: "failed", error: "timeout" }, TIMEOUT]);
});

test("a fraction of a millisecond for signing cuts no time off: no attempt times out before its time", async () => {
  await using attempt = await setup();
  await attempt.make(0.4);
  expect(attempt.sent.map(({ timeoutMs }) => timeoutMs)).toEqual([TIMEOUT]);
});
