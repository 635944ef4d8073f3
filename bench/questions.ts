import type { Bench } from "./harness/figures.ts";
import { batch } from "./questions/batch.ts";
import { fanOut } from "./questions/fan-out.ts";
import { footprint } from "./questions/footprint.ts";
import { latency } from "./questions/latency.ts";
import { throughput } from "./questions/throughput.ts";

/** All benches by name, in the order in which they are run. */
export const QUESTIONS: Readonly<Record<string, Bench>> = {
  throughput,
  batch,
  "fan-out": fanOut,
  latency,
  footprint,
};
