import { expect, setDefaultTimeout, test } from "bun:test";
import { answer, startReceiver } from "../support/receiver.ts";
import { type Appliance, startAppliance } from "./appliance.ts";
import { deliveryIdOf } from "./arrivals.ts";
import { nextUtcMidnight, withinOneUtcDay } from "./utc-day.ts";

setDefaultTimeout(30_000);

const LIMIT = 1_000;
const many = (count: number) => Array.from({ length: count }, (_, number) => ({ number }));

/** Posts one more event, and looks at its delivery when it has had its turn. */
async function nextDelivery(appliance: Appliance, webhookId: string): Promise<unknown> {
  const [event] = await appliance.events([{}]);
  const path = `/v2/webhooks/${webhookId}/deliveries/${event?.deliveries[0]?.id}`;
  for (;;) {
    const { body } = await appliance.get<{ status: string }>(path);
    if (body.status !== "pending") return body;
  }
}

test("the 1,001st delivery of a day is held until midnight, also after a restart and after kill -9", () =>
  withinOneUtcDay(async () => {
    await using receiver = await startReceiver();
    await using appliance = await startAppliance();
    const { id } = await appliance.webhook(receiver.url);
    await appliance.events(many(LIMIT));
    await appliance.recorded("delivered", LIMIT);

    const held = { status: "held", held_reason: "daily_limit", next_attempt_at: nextUtcMidnight(), attempts: [] };
    expect(await nextDelivery(appliance, id)).toMatchObject(held);
    expect(await appliance.terminate()).toBe(0);
    await appliance.restart();
    expect(await nextDelivery(appliance, id)).toMatchObject(held);
    await appliance.kill9();
    await appliance.restart();
    expect(await nextDelivery(appliance, id)).toMatchObject(held);
    expect(await appliance.terminate()).toBe(0);
    expect(receiver.requests.length).toBe(LIMIT);
  }));

test("attempts that kill -9 cut off keep their place in the day", () =>
  withinOneUtcDay(async () => {
    const inFlight = 20;
    await using receiver = await startReceiver();
    receiver.reply(...Array<string>(LIMIT - inFlight).fill(answer(200)), "hang");
    await using appliance = await startAppliance();
    const { id } = await appliance.webhook(receiver.url);
    await appliance.events(many(LIMIT));
    await appliance.recorded("delivered", LIMIT - inFlight);
    await receiver.received(LIMIT);
    const beyond = await appliance.events(many(50));
    await appliance.kill9();

    receiver.reply(answer(200));
    await appliance.restart();
    await appliance.recorded("delivered", inFlight);
    expect(await nextDelivery(appliance, id)).toMatchObject({ status: "held", held_reason: "daily_limit" });
    expect(await appliance.terminate()).toBe(0);
    const sent = new Set(receiver.requests.map(deliveryIdOf));
    expect(sent.size).toBe(LIMIT);
    expect(receiver.requests.length).toBe(LIMIT + inFlight);
    expect(beyond.filter(({ deliveries }) => sent.has(deliveries[0]?.id ?? ""))).toEqual([]);
  }));
