import type { Findings } from "../crash/findings.ts";
import { killAgainAndAgain } from "../crash/kills.ts";
import { losePower } from "../crash/power-loss.ts";
import { chooseSeed } from "../crash/random.ts";
import { stopAgainAndAgain } from "../crash/stops.ts";
import { sweepUnderLoad } from "../crash/sweeps.ts";
import type { Bench, Figure, Form } from "../harness/figures.ts";

interface Size {
  readonly kills: number;
  readonly moments: number;
  readonly stops: number;
  /** 0 leaves the question out: a sweep comes twice a minute. */
  readonly sweeps: number;
}
const SIZES: Readonly<Record<Form, Size>> = {
  short: { kills: 6, moments: 2, stops: 1, sweeps: 0 },
  full: { kills: 100, moments: 20, stops: 6, sweeps: 2 },
};
/** `delivery.timeout` of the two trials, and a little for closing the files. */
const STOP_LIMITS_MS = { slow: 5_000, hanging: 1_250 };

export const crash: Bench = {
  question: "what is lost, repeated or miscounted by kill -9, power loss, SIGTERM and sweeps, all of it under load",
  async measure(form) {
    const seed = chooseSeed();
    process.stdout.write(`  CRASH_SEED=${seed}\n`);
    const { kills, moments, stops, sweeps } = SIZES[form];
    return [
      ...(await killFigures(seed, kills)),
      ...(await powerFigures(seed, moments)),
      ...(await stopFigures(seed, stops, "slow")),
      ...(await stopFigures(seed, stops, "hanging")),
      ...(sweeps > 0 ? await sweepFigures(sweeps) : []),
    ];
  },
};

async function killFigures(seed: number, kills: number): Promise<Figure[]> {
  const { findings, ...report } = await killAgainAndAgain({ seed, kills });
  const what = (text: string) => `${kills} kills: ${text}`;
  return [
    count(what("events accepted"), report.accepted),
    ...noneOf(what, findings),
    count(what("attempts cut off, and made again"), report.madeAgain),
    { what: what("longest from answer to kill, of these"), value: report.longestUnrecordedMs, unit: "ms" },
    none(what("recorded as interrupted"), report.interrupted),
    none(what("exit code of the SIGTERM after them"), report.exitCode),
  ];
}

async function powerFigures(seed: number, moments: number): Promise<Figure[]> {
  const report = await losePower({ seed, moments });
  tell(report);
  const what = (text: string) => `${report.copies} copies: ${text}`;
  return [
    count(what("acknowledged deliveries looked for"), report.acknowledged),
    none(what("faults by SQLite's own checks"), report.faults.length),
    none(what("lost"), report.lost.length),
    none(what("log and endpoints disagree"), report.unmatched.length),
    none(what("counters that drifted"), report.miscounted.length),
  ];
}

async function stopFigures(seed: number, stops: number, endpoints: "slow" | "hanging"): Promise<Figure[]> {
  const { findings, ...report } = await stopAgainAndAgain({ seed, stops, endpoints });
  const what = (text: string) => `${stops} stops, ${endpoints}: ${text}`;
  const limit = { atMost: STOP_LIMITS_MS[endpoints] };
  return [
    count(what("events accepted"), report.accepted),
    count(what("attempts in flight at the signals"), report.inFlight),
    ...noneOf(what, findings),
    none(what("attempts cut off, and made again"), report.madeAgain),
    none(what("recorded as interrupted"), report.interrupted),
    none(what("exit codes that are not 0"), report.exitCodes.filter((code) => code !== 0).length),
    { what: what("the longest"), value: report.longestStopMs, unit: "ms", mark: limit },
  ];
}

async function sweepFigures(sweeps: number): Promise<Figure[]> {
  const report = await sweepUnderLoad({ sweeps });
  const what = (text: string) => `${sweeps} sweeps: ${text}`;
  return [
    count(what("deliveries removed"), report.removed),
    { what: what("the longest"), value: report.longestSweepMs, unit: "ms" },
    { what: what("p99 between them"), value: report.p99BetweenMs, unit: "ms" },
    { what: what("p99 during them"), value: report.p99DuringMs, unit: "ms" },
    { what: what("p99 ÷ p99 between"), value: report.p99DuringMs / report.p99BetweenMs, unit: "", mark: { atMost: 2 } },
    none(what("pending or held removed before their time"), report.removedEarly),
  ];
}

/** What was found goes to the terminal too: a count alone helps nobody. */
function noneOf(what: (text: string) => string, findings: Findings): Figure[] {
  tell({ ...findings });
  return [
    none(what("lost"), findings.lost.length + findings.unsettled.length),
    none(what("events that became two"), findings.unasked.length),
    none(what("attempts that came twice in one life"), findings.repeated.length),
    none(what("log and endpoints disagree"), findings.unmatched.length),
    none(what("counters that drifted"), findings.miscounted.length),
  ];
}

function tell(found: object): void {
  for (const [name, list] of Object.entries(found)) {
    if (Array.isArray(list)) for (const line of list.slice(0, 3)) process.stdout.write(`  ${name}: ${line}\n`);
  }
}

function count(what: string, value: number): Figure {
  return { what, value, unit: "" };
}

function none(what: string, value: number): Figure {
  return { what, value, unit: "", mark: { atMost: 0 } };
}
