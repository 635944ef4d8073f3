import { bareLoop } from "../bare/subject.ts";
import { appliance } from "../harness/appliance.ts";
import { type Bench, type Form, median } from "../harness/figures.ts";
import { type LoadRun, runLoad } from "../harness/load-run.ts";

const SIZES: Readonly<Record<Form, { readonly rounds: number; readonly events: number }>> = {
  short: { rounds: 2, events: 20_000 },
  full: { rounds: 5, events: 60_000 },
};

export const throughput: Bench = {
  question: "64 producers, 1 KB events, one endpoint: accepted, stored, signed, delivered and recorded a second",
  async measure(form) {
    const { rounds, events } = SIZES[form];
    const ours: LoadRun[] = [];
    const bare: LoadRun[] = [];
    for (let round = 0; round < rounds; round++) {
      bare.push(await runLoad(bareLoop, { events }));
      ours.push(await runLoad(appliance, { events }));
    }
    const each = (runs: readonly LoadRun[], of: (run: LoadRun) => number) => median(runs.map(of));
    const ratios = ours.map(({ delivered }, nth) => delivered / (bare[nth]?.delivered ?? Number.NaN));
    return [
      { what: "÷ bare loop, delivered and recorded", unit: "", mark: { atLeast: 0.8 }, ...median(ratios) },
      { what: "delivered and recorded", unit: "/s", mark: { atLeast: 13_000 }, ...each(ours, (run) => run.delivered) },
      { what: "accepted", unit: "/s", ...each(ours, (run) => run.accepted) },
      { what: "bare loop, delivered and recorded", unit: "/s", ...each(bare, (run) => run.delivered) },
      { what: "most resident memory", unit: "MB", ...each(ours, (run) => run.residentMb) },
      { what: "processor: appliance", unit: "%", ...each(ours, (run) => run.shares.server) },
      { what: "processor: producer", unit: "%", ...each(ours, (run) => run.shares.producer) },
      { what: "processor: receiver", unit: "%", ...each(ours, (run) => run.shares.receiver) },
      { what: "processor: producer of the bare loop", unit: "%", ...each(bare, (run) => run.shares.producer) },
      { what: "processor: receiver of the bare loop", unit: "%", ...each(bare, (run) => run.shares.receiver) },
    ];
  },
};
