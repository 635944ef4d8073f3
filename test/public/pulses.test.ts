import { expect, test } from "bun:test";
import { createPulses } from "../../public/pulses.ts";
import type { Webhook } from "../../public/resources.ts";
import { delivery, webhook } from "./webhooks.ts";

function setup() {
  const asked: string[] = [];
  let now = 0;
  const read = createPulses(
    {
      latestDeliveries(id) {
        asked.push(id);
        if (id === "wh_gone") return Promise.reject(new Error("404"));
        return Promise.resolve({ data: [delivery()], next_cursor: null });
      },
    },
    () => now,
  );
  const ask = async (...webhooks: Webhook[]) => {
    asked.length = 0;
    const pulses = await read(webhooks);
    return { asked: [...asked], known: [...pulses.keys()] };
  };
  return { ask, advance: (ms: number) => (now += ms) };
}

test("a webhook where nothing happened is not asked about again for a while", async () => {
  const { ask, advance } = setup();
  expect(await ask(webhook())).toEqual({ asked: ["wh_1"], known: ["wh_1"] });
  expect(await ask(webhook())).toEqual({ asked: [], known: ["wh_1"] });
  expect((await ask(webhook({ last_triggered: "2024-02-10T17:00:00.000Z" }))).asked).toEqual(["wh_1"]);
  advance(10_000);
  expect((await ask(webhook({ last_triggered: "2024-02-10T17:00:00.000Z" }))).asked).toEqual(["wh_1"]);
});

test("one that was never triggered, or is disabled, is not asked about", async () => {
  const { ask } = setup();
  expect((await ask(webhook({ last_triggered: null }), webhook({ status: "disabled" }))).asked).toEqual([]);
});

test("of very many the failed ones and those triggered last are asked about", async () => {
  const { ask } = setup();
  const many = Array.from({ length: 40 }, (_, n) =>
    webhook({ id: `wh_${n}`, last_triggered: new Date(n * 1_000).toISOString() }),
  );
  const failed = webhook({ id: "wh_failed", status: "failed", last_triggered: new Date(0).toISOString() });
  const { asked } = await ask(...many, failed);
  expect(asked).toHaveLength(25);
  expect(asked.slice(0, 2)).toEqual(["wh_failed", "wh_39"]);
});

test("one that was deleted meanwhile does not spoil the others", async () => {
  const { ask } = setup();
  expect((await ask(webhook({ id: "wh_gone" }), webhook())).known).toEqual(["wh_1"]);
});
