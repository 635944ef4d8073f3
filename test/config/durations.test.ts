import { expect, test } from "bun:test";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/time.ts";
import { configured, faultsOf } from "./setup.ts";

test("durations are read in every unit, as short as one likes", async () => {
  using folder = configured({
    delivery: { timeout: "250ms", retries: ["1ms", "5s", "5m", "6h", "7d", "1.5s"] },
    retention: { delivered: "1s", failed: "2m", held: "3h" },
  });
  const { delivery, retention } = await folder.load();
  expect(delivery.timeout).toBe(250);
  expect(delivery.retries).toEqual([1, 5 * SECOND, 5 * MINUTE, 6 * HOUR, 7 * DAY, 1500]);
  expect(retention).toEqual({ delivered: SECOND, failed: 2 * MINUTE, held: 3 * HOUR });
});

test("an empty list of retries means none", async () => {
  using folder = configured({ delivery: { retries: [] } });
  expect((await folder.load()).delivery.retries).toEqual([]);
});

test.each(["0s", "0ms", "-5s", "5", "s", "", "5 minutes", "5S", "1e3s", "0.0001ms", "5000d", "Infinitys"])(
  "%p is no duration, and the message says what one is",
  async (text) => {
    const faults = await faultsOf({ delivery: { timeout: text, retries: ["5s", text] }, retention: { held: text } });
    expect(Object.keys(faults).sort()).toEqual(["delivery.retries[1]", "delivery.timeout", "retention.held"]);
    for (const message of Object.values(faults)) expect(message).toContain('such as "250ms", "5s"');
  },
);

test.each([5000, null, true])("%p is no duration either: it is no text", async (value) => {
  expect((await faultsOf({ delivery: { timeout: value } }))["delivery.timeout"]).toContain("must be a string");
});
