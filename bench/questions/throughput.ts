import { loadFigures, ofRuns, runBesideBareLoop } from "../harness/beside-bare-loop.ts";
import { type Bench, median } from "../harness/figures.ts";

export const throughput: Bench = {
  question: "64 producers, 1 KB events, one endpoint: accepted, stored, signed, delivered and recorded a second",
  async measure(form) {
    const rounds = await runBesideBareLoop(form, {});
    const { bare, ratios } = rounds;
    return [
      { what: "÷ bare loop, delivered and recorded", unit: "", mark: { atLeast: 0.8 }, ...median(ratios) },
      ...loadFigures(rounds, { atLeast: 13_000 }),
      { what: "processor: producer of the bare loop", unit: "%", ...ofRuns(bare, (run) => run.shares.producer) },
      { what: "processor: receiver of the bare loop", unit: "%", ...ofRuns(bare, (run) => run.shares.receiver) },
    ];
  },
};
