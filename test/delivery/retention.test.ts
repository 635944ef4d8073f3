import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { updateWebhook } from "../../src/actions/update-webhook.ts";
import { DAY, HOUR } from "../../src/core/time.ts";
import { refused, startEngine } from "../support/engine.ts";

setDefaultTimeout(30_000);

const RETAINED = { delivered: 7 * DAY, held: 7 * DAY };

/** Hours until the next round of housekeeping; events are posted before each, and while it runs. */
const rounds = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 3, maxLength: 8 });

test("sweeps under load remove nothing that waits, and nothing before its time", async () => {
  await fc.assert(fc.asyncProperty(rounds, sweeps), { seed: 20_240_210, numRuns: 12, endOnFailure: true });
});

async function sweeps(hours: readonly number[]): Promise<void> {
  // A retry that comes after all the rounds keeps a delivery pending.
  const policy = { retries: [365 * DAY], onExhausted: "fail-delivery" } as const;
  await using engine = await startEngine({ policy, deliveriesPerDay: 1_000_000 });
  const { clock, housekeeping } = engine;
  const delivered = await engine.webhook("http://takes.test/");
  const waiting = await engine.webhook("http://refuses.test/");
  engine.behave("http://refuses.test/", refused());
  const held = await updateWebhook(engine.context, await engine.webhook("http://held.test/"), { enabled: false });
  const postedAt: number[] = [];

  async function post(): Promise<void> {
    await engine.post(5);
    postedAt.push(...Array<number>(5).fill(clock.now()));
  }

  for (const wait of hours) {
    await post();
    await clock.skip(wait * HOUR);
    await Promise.all([housekeeping.tidy(), post()]);
    await clock.rest();
    const youngerThan = (age: number) => postedAt.filter((at) => clock.now() - at <= age).length;
    expect(await engine.deliveries(delivered.webhook)).toHaveLength(youngerThan(RETAINED.delivered));
    const pending = (await engine.deliveries(waiting.webhook)).filter(({ state }) => state === "pending");
    expect(pending).toHaveLength(postedAt.length);
    const stillHeld = (await engine.deliveries(held.webhook)).filter(({ state }) => state === "held");
    expect(stillHeld).toHaveLength(youngerThan(RETAINED.held));
  }
  expect((await engine.store.events.list(null, {}, { limit: 200 })).rows).toHaveLength(postedAt.length);
}
