import type { Bench } from "./harness/figures.ts";
import { backlog } from "./questions/backlog.ts";
import { disk } from "./questions/disk.ts";
import { footprint } from "./questions/footprint.ts";
import { history } from "./questions/history.ts";
import { isolation } from "./questions/isolation.ts";
import { latency } from "./questions/latency.ts";
import { punctuality } from "./questions/punctuality.ts";
import { slowNeighbour } from "./questions/slow-neighbour.ts";
import { throughput } from "./questions/throughput.ts";

/** All benches by name, in the order in which they are run. */
export const QUESTIONS: Readonly<Record<string, Bench>> = {
  throughput,
  latency,
  footprint,
  backlog,
  disk,
  history,
  isolation,
  "slow-neighbour": slowNeighbour,
  punctuality,
};
