import { bareLoop } from "../bare/subject.ts";
import { appliance } from "../harness/appliance.ts";
import { type Bench, type Form, median } from "../harness/figures.ts";
import { type LoadRun, runLoad } from "../harness/load-run.ts";

const BATCH = 100;
const SIZES: Readonly<Record<Form, { readonly rounds: number; readonly events: number }>> = {
  short: { rounds: 2, events: 20_000 },
  full: { rounds: 5, events: 60_000 },
};

export const batch: Bench = {
  question: "events of 1 KB posted a hundred to a request, beside the bare loop's single events",
  async measure(form) {
    const { rounds, events } = SIZES[form];
    const ours: LoadRun[] = [];
    const bare: LoadRun[] = [];
    for (let round = 0; round < rounds; round++) {
      bare.push(await runLoad(bareLoop, { events }));
      ours.push(await runLoad(appliance, { events, batch: BATCH }));
    }
    const each = (runs: readonly LoadRun[], of: (run: LoadRun) => number) => median(runs.map(of));
    const ratios = ours.map(({ delivered }, nth) => delivered / (bare[nth]?.delivered ?? Number.NaN));
    return [
      // Twice the mark of single events: what a request costs is shared by a hundred.
      { what: "÷ bare loop's single events", unit: "", mark: { atLeast: 1.6 }, ...median(ratios) },
      { what: "delivered and recorded", unit: "/s", ...each(ours, (run) => run.delivered) },
      { what: "accepted", unit: "/s", ...each(ours, (run) => run.accepted) },
      { what: "bare loop, delivered and recorded", unit: "/s", ...each(bare, (run) => run.delivered) },
      { what: "most resident memory", unit: "MB", ...each(ours, (run) => run.residentMb) },
      { what: "processor: appliance", unit: "%", ...each(ours, (run) => run.shares.server) },
      { what: "processor: producer", unit: "%", ...each(ours, (run) => run.shares.producer) },
      { what: "processor: receiver", unit: "%", ...each(ours, (run) => run.shares.receiver) },
    ];
  },
};
