import type { Bench } from "./harness/figures.ts";
import { backlog } from "./questions/backlog.ts";
import { batch } from "./questions/batch.ts";
import { bigAnswers } from "./questions/big-answers.ts";
import { bigBodies } from "./questions/big-bodies.ts";
import { crash } from "./questions/crash.ts";
import { disk } from "./questions/disk.ts";
import { fanOut } from "./questions/fan-out.ts";
import { flood } from "./questions/flood.ts";
import { footprint } from "./questions/footprint.ts";
import { history } from "./questions/history.ts";
import { isolation } from "./questions/isolation.ts";
import { latency } from "./questions/latency.ts";
import { punctuality } from "./questions/punctuality.ts";
import { slowDisk } from "./questions/slow-disk.ts";
import { slowNeighbour } from "./questions/slow-neighbour.ts";
import { soak } from "./questions/soak.ts";
import { throughput } from "./questions/throughput.ts";

/** All benches by name, in the order in which they are run. */
export const QUESTIONS: Readonly<Record<string, Bench>> = {
  throughput,
  batch,
  "fan-out": fanOut,
  latency,
  isolation,
  "slow-neighbour": slowNeighbour,
  flood,
  backlog,
  history,
  punctuality,
  "big-bodies": bigBodies,
  "big-answers": bigAnswers,
  "slow-disk": slowDisk,
  disk,
  soak,
  footprint,
  crash,
};
