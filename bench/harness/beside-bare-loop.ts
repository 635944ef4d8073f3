import { bareLoop } from "../bare/subject.ts";
import { appliance } from "./appliance.ts";
import { type Figure, type Form, type Mark, median } from "./figures.ts";
import { type Load, type LoadRun, runLoad } from "./load-run.ts";

const SIZES: Readonly<Record<Form, { readonly rounds: number; readonly events: number }>> = {
  short: { rounds: 2, events: 20_000 },
  full: { rounds: 5, events: 60_000 },
};

/** Rounds of a load on the appliance and of single events on the bare loop, in turn, so that both meet the same noise. */
export interface BesideBareLoop {
  readonly ours: readonly LoadRun[];
  readonly bare: readonly LoadRun[];
  /** Deliveries of each round ÷ those of the bare loop. */
  readonly ratios: readonly number[];
}

export async function runBesideBareLoop(form: Form, load: Omit<Load, "events">): Promise<BesideBareLoop> {
  const { rounds, events } = SIZES[form];
  const ours: LoadRun[] = [];
  const bare: LoadRun[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await runLoad(bareLoop, { events }));
    ours.push(await runLoad(appliance, { ...load, events }));
  }
  return { ours, bare, ratios: ours.map(({ delivered }, nth) => delivered / (bare[nth]?.delivered ?? Number.NaN)) };
}

/** A figure of all rounds. */
export function ofRuns(runs: readonly LoadRun[], of: (run: LoadRun) => number) {
  return median(runs.map(of));
}

/** What is shown of any load. */
export function loadFigures({ ours, bare }: BesideBareLoop, delivered?: Mark): Figure[] {
  return [
    {
      what: "delivered and recorded",
      unit: "/s",
      ...(delivered && { mark: delivered }),
      ...ofRuns(ours, (run) => run.delivered),
    },
    { what: "accepted", unit: "/s", ...ofRuns(ours, (run) => run.accepted) },
    { what: "bare loop, delivered and recorded", unit: "/s", ...ofRuns(bare, (run) => run.delivered) },
    { what: "most resident memory", unit: "MB", ...ofRuns(ours, (run) => run.residentMb) },
    { what: "processor: appliance", unit: "%", ...ofRuns(ours, (run) => run.shares.server) },
    { what: "processor: producer", unit: "%", ...ofRuns(ours, (run) => run.shares.producer) },
    { what: "processor: receiver", unit: "%", ...ofRuns(ours, (run) => run.shares.receiver) },
  ];
}
