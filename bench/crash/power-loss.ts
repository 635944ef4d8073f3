import { rmSync } from "node:fs";
import type { AcceptedEvent } from "../../test/e2e/appliance.ts";
import { temporaryFolder } from "../harness/start-process.ts";
import { type Copy, integrityFaults, lay, readCopy, tearCheckpoint, tearTail } from "./copies.ts";
import type { Arrival } from "./endpoints.ts";
import { type Findings, findingsOf } from "./findings.ts";
import { whileFrozen } from "./freeze.ts";
import { livedArrivals, MIXED } from "./kills.ts";
import { readLog } from "./log.ts";
import { createRandom, type Random } from "./random.ts";
import { createTrial, type Trial } from "./trial.ts";

export interface PowerReport {
  /** What SQLite's own checks say. */
  readonly faults: readonly string[];
  /** Acknowledged before the copy, and neither there nor delivered after a start on it. */
  readonly lost: readonly string[];
  /** Attempts of untouched copies on which the log and the endpoints do not agree, or that came twice in one life. */
  readonly unmatched: readonly string[];
  readonly miscounted: readonly string[];
  readonly copies: number;
  /** Of deliveries, over all copies. */
  readonly acknowledged: number;
}
/** What was on disk at a moment, beside what the world knew. */
interface Moment {
  readonly copy: Copy;
  readonly accepted: readonly AcceptedEvent[];
  readonly arrivals: readonly Arrival[];
}
interface Case extends Moment {
  /** The log and the database are made worse than they were. */
  readonly torn: boolean;
}

const LONGEST_PAUSE_MS = 500;
const LONGEST_TEAR_MS = 50;

/**
 * Copies the database at random moments under load, as it lies on disk, and a moment later once more, with what a power loss may do
 * to it; then starts an appliance on each copy.
 */
export async function losePower({ seed, moments }: { seed: number; moments: number }): Promise<PowerReport> {
  const random = createRandom(seed);
  const cases: Case[] = [];
  await using trial = await createTrial({ ...MIXED, seed });
  await trial.start();
  await trial.underLoad(async () => {
    while (cases.length < 2 * moments) {
      await Bun.sleep(random() * LONGEST_PAUSE_MS);
      const first = await lookAt(trial);
      await Bun.sleep(random() * LONGEST_TEAR_MS);
      const second = await lookAt(trial);
      cases.push({ ...first, torn: false }, { ...first, ...tear(first, second, random), torn: true });
    }
  });
  await trial.end("SIGKILL");
  const reports: PowerReport[] = [];
  for (const found of cases) reports.push(await revive(found, seed));
  return sum(reports);
}

function lookAt(trial: Trial): Promise<Moment> {
  return whileFrozen(trial.appliance.pid, async () => {
    const accepted = [...trial.accepted];
    const copy = await readCopy(trial.appliance.folder);
    await trial.endpoints.mark();
    return { copy, accepted, arrivals: trial.endpoints.arrivals.map((arrival) => ({ ...arrival })) };
  });
}

/** What was acknowledged before is to survive, whatever became of what was written since. */
function tear(first: Moment, second: Moment, random: Random): Pick<Moment, "copy" | "arrivals"> {
  const torn = { ...second.copy, wal: tearTail(first.copy, second.copy, random) };
  return { copy: { ...torn, database: tearCheckpoint(torn, random) }, arrivals: second.arrivals };
}

/** Starts on a copy, with endpoints that take everything, and lets it finish. */
async function revive({ copy, accepted, arrivals, torn }: Case, seed: number): Promise<PowerReport> {
  const faults = await faultsOf(copy);
  const folder = temporaryFolder();
  await lay(copy, folder);
  const accounts = MIXED.accounts.map((paths) => paths.map(() => "/ok"));
  await using trial = await createTrial({ ...MIXED, accounts, seed, folder });
  await trial.start();
  await trial.settled();
  const log = await readLog(trial.appliance, accounts.length);
  const lived = [
    ...arrivals.map((arrival) => ({ ...arrival, life: 0 })),
    ...livedArrivals(trial).map((arrival) => ({ ...arrival, life: 1 })),
  ];
  const found: Findings = findingsOf({ accepted, arrivals: lived, log });
  return {
    faults,
    lost: [...found.lost, ...found.unsettled],
    unmatched: torn ? [] : [...found.repeated, ...found.unmatched],
    miscounted: found.miscounted,
    copies: 1,
    acknowledged: accepted.flatMap(({ deliveries }) => deliveries).length,
  };
}

async function faultsOf(copy: Copy): Promise<string[]> {
  const folder = temporaryFolder();
  try {
    await lay(copy, folder);
    return integrityFaults(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sum(reports: readonly PowerReport[]): PowerReport {
  return {
    faults: reports.flatMap(({ faults }) => faults),
    lost: reports.flatMap(({ lost }) => lost),
    unmatched: reports.flatMap(({ unmatched }) => unmatched),
    miscounted: reports.flatMap(({ miscounted }) => miscounted),
    copies: reports.length,
    acknowledged: reports.reduce((all, { acknowledged }) => all + acknowledged, 0),
  };
}
