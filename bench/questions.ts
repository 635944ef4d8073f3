import type { Bench } from "./harness/figures.ts";
import { crash } from "./questions/crash.ts";
import { footprint } from "./questions/footprint.ts";
import { latency } from "./questions/latency.ts";
import { throughput } from "./questions/throughput.ts";

/** All benches by name, in the order in which they are run. */
export const QUESTIONS: Readonly<Record<string, Bench>> = {
  throughput,
  latency,
  footprint,
  crash,
};
