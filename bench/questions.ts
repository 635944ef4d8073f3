import type { Bench } from "./harness/figures.ts";
import { batch } from "./questions/batch.ts";
import { bigAnswers } from "./questions/big-answers.ts";
import { bigBodies } from "./questions/big-bodies.ts";
import { fanOut } from "./questions/fan-out.ts";
import { footprint } from "./questions/footprint.ts";
import { latency } from "./questions/latency.ts";
import { slowDisk } from "./questions/slow-disk.ts";
import { soak } from "./questions/soak.ts";
import { throughput } from "./questions/throughput.ts";

/** All benches by name, in the order in which they are run. */
export const QUESTIONS: Readonly<Record<string, Bench>> = {
  throughput,
  batch,
  "fan-out": fanOut,
  "big-bodies": bigBodies,
  "big-answers": bigAnswers,
  "slow-disk": slowDisk,
  soak,
  latency,
  footprint,
};
