import { expect, test } from "bun:test";
import { Histogram, Registry } from "prom-client";
import { createTally } from "../../src/app/tally.ts";

const settings = { name: "wait_seconds", help: "A wait." };
const BOUNDS = [0.01, 0.1, 1];

test("what it tells is, line for line, what a histogram of prom-client tells of the same", async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const tally = createTally(ours, { ...settings, bounds: BOUNDS });
  const histogram = new Histogram({ ...settings, buckets: BOUNDS, registers: [theirs] });
  for (const value of [0, 0.01, 0.011, 0.1, 0.5, 1, 1.5, 700]) {
    tally.observe(value);
    histogram.observe(value);
  }
  expect(await ours.metrics()).toBe(await theirs.metrics());
});

test("nothing observed is told as zero", async () => {
  const registry = new Registry();
  createTally(registry, { ...settings, bounds: BOUNDS });
  expect(await registry.metrics()).toContain('wait_seconds_bucket{le="+Inf"} 0\n');
});
