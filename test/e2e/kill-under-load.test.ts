import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { answer, type ReceivedRequest, startReceiver } from "../support/receiver.ts";
import { type Appliance, startAppliance } from "./appliance.ts";
import { allArrived, dataOf, eventIdOf } from "./arrivals.ts";
import { produce } from "./producers.ts";

setDefaultTimeout(60_000);

const EVENTS = 1_000;
const KILLS = 4;
/** A run has at least three steps an event: it is posted, accepted, and arrives. */
const STEPS = 3 * EVENTS;

/** Kills the appliance with -9 after so many steps, and again after so many more, and starts it again each time. */
function createKiller(appliance: Appliance, gaps: readonly number[]) {
  const left = [...gaps];
  let untilKill = left.shift();
  let revival = Promise.resolve();
  let kills = 0;
  let isDown = false;

  async function killAndRestart(): Promise<void> {
    isDown = true;
    await appliance.kill9();
    await appliance.restart();
    isDown = false;
  }

  return {
    step() {
      if (isDown || untilKill === undefined || --untilKill > 0) return;
      untilKill = left.shift();
      kills++;
      revival = killAndRestart();
    },
    revival: () => revival,
    kills: () => kills,
  };
}

test("every event with a 202 arrives and is one event, wherever kill -9 falls among concurrent producers", async () => {
  const gap = fc.integer({ min: 1, max: STEPS / (KILLS + 1) });
  const gaps = fc.array(gap, { minLength: KILLS, maxLength: KILLS });
  await fc.assert(fc.asyncProperty(gaps, survives), { seed: 20_240_210, numRuns: 3, endOnFailure: true });
});

async function survives(gaps: readonly number[]): Promise<void> {
  await using receiver = await startReceiver();
  await using appliance = await startAppliance({
    limits: { deliveriesPerWebhookPerDay: 1_000_000, apiRequestsPerMinute: 1_000_000 },
  });
  await appliance.webhook(receiver.url);
  const killer = createKiller(appliance, gaps);
  receiver.reply((_request: ReceivedRequest) => {
    killer.step();
    return answer(200);
  });

  const wants = (after: number) => after < EVENTS;
  const load = { producers: 8, wants, onProgress: killer.step, ...killer };
  const accepted = await produce(appliance, load);
  await allArrived(
    receiver,
    accepted.map(({ id }) => id),
  );
  await killer.revival();
  expect(await appliance.terminate()).toBe(0);

  expect(killer.kills()).toBe(KILLS);
  expect(receiver.requests.filter((request) => accepted[dataOf(request)]?.id !== eventIdOf(request))).toEqual([]);
  // What is on disk as delivered is sent no more: else it would be recorded again.
  const recorded = appliance.recordedAsDelivered();
  expect(recorded.filter((id, index) => recorded.indexOf(id) < index)).toEqual([]);
}
