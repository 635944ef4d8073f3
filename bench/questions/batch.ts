import { loadFigures, runBesideBareLoop } from "../harness/beside-bare-loop.ts";
import { type Bench, median } from "../harness/figures.ts";

const BATCH = 100;

export const batch: Bench = {
  question: "events of 1 KB posted a hundred to a request, beside the bare loop's single events",
  async measure(form) {
    const rounds = await runBesideBareLoop(form, { batch: BATCH });
    return [
      // Twice the mark of single events: what a request costs is shared by a hundred.
      { what: "÷ bare loop's single events", unit: "", mark: { atLeast: 1.6 }, ...median(rounds.ratios) },
      ...loadFigures(rounds),
    ];
  },
};
