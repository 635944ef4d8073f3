import { expect, setDefaultTimeout, test } from "bun:test";
import { answer, type ReceivedRequest, startReceiver } from "../support/receiver.ts";
import { type AcceptedEvent, startAppliance } from "./appliance.ts";
import { deliveryIdOf, eventIdOf } from "./arrivals.ts";

setDefaultTimeout(30_000);

const idsOf = (events: readonly AcceptedEvent[]) => new Set(events.map(({ id }) => id));
const numbered = (count: number) => Array.from({ length: count }, (_, number) => ({ number }));

test("kill -9 right after a 202 loses nothing of what was accepted", async () => {
  await using receiver = await startReceiver();
  receiver.reply("hang");
  await using appliance = await startAppliance();
  await appliance.webhook(receiver.url);
  const events = await appliance.events(numbered(800));
  await appliance.kill9();

  receiver.reply(answer(200));
  await appliance.restart();
  await appliance.recorded("delivered", events.length);
  expect(new Set(receiver.requests.map(eventIdOf))).toEqual(idsOf(events));
});

test("one event after the other, each with kill -9 right after its 202, arrives", async () => {
  await using receiver = await startReceiver();
  receiver.reply("hang");
  await using appliance = await startAppliance();
  await appliance.webhook(receiver.url);
  const events: AcceptedEvent[] = [];
  while (events.length < 8) {
    events.push(...(await appliance.events([{}])));
    await appliance.kill9();
    await appliance.restart();
  }
  await appliance.kill9();

  receiver.reply(answer(200));
  await appliance.restart();
  await appliance.recorded("delivered", events.length);
  expect(new Set(receiver.requests.map(eventIdOf))).toEqual(idsOf(events));
});

test("an attempt that was in flight at kill -9 is made again, as the same delivery", async () => {
  await using receiver = await startReceiver();
  receiver.reply("hang");
  await using appliance = await startAppliance();
  await appliance.webhook(receiver.url);
  const [event] = await appliance.events([{}]);
  await receiver.received(1);
  await appliance.kill9();

  receiver.reply(answer(200));
  await appliance.restart();
  await appliance.recorded("delivered", 1);
  expect(await appliance.terminate()).toBe(0);
  const [before, again, ...further] = receiver.requests;
  expect(again?.body).toBe(before?.body ?? "");
  expect(receiver.requests.map(deliveryIdOf)).toEqual(Array(2).fill(event?.deliveries[0]?.id));
  expect(further).toEqual([]);
});

test("only what was in flight at kill -9 is sent twice", async () => {
  const [all, answered, inFlight] = [200, 50, 10];
  await using receiver = await startReceiver();
  receiver.reply(...Array<string>(answered).fill(answer(200)), "hang");
  await using appliance = await startAppliance({ delivery: { concurrencyPerWebhook: inFlight } });
  await appliance.webhook(receiver.url);
  await appliance.events(numbered(all));
  await appliance.recorded("delivered", answered);
  await receiver.received(answered + inFlight);
  await appliance.kill9();
  const hanging = receiver.requests.slice(answered).map(deliveryIdOf);

  receiver.reply(answer(200));
  await appliance.restart();
  await appliance.recorded("delivered", all - answered);
  expect(await appliance.terminate()).toBe(0);
  expect(new Set(receiver.requests.map(deliveryIdOf)).size).toBe(all);
  expect(sentTwice(receiver.requests).sort()).toEqual(hanging.sort());
});

test("a retry that waited through kill -9 is made when it is due, and not before", async () => {
  await using receiver = await startReceiver();
  receiver.reply(answer(503), answer(200));
  await using appliance = await startAppliance({ delivery: { retries: ["1500ms"] } });
  await appliance.webhook(receiver.url);
  await appliance.events([{}]);
  await appliance.recorded("pending", 1);
  await appliance.kill9();
  await appliance.restart();
  await appliance.recorded("delivered", 1);
  const [first, second, ...further] = receiver.requests;
  expect(second?.headers["x-taskflow-attempt"]).toBe("2");
  expect(Number(second?.at) - Number(first?.at)).toBeGreaterThanOrEqual(1500);
  expect(further).toEqual([]);
});

function sentTwice(requests: readonly ReceivedRequest[]): string[] {
  const ids = requests.map(deliveryIdOf);
  return ids.filter((id, index) => ids.indexOf(id) < index);
}
