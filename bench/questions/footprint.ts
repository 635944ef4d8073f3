import { startAppliance } from "../harness/appliance.ts";
import { type Bench, median } from "../harness/figures.ts";
import { residentMb } from "../harness/process-figures.ts";

const STARTS = { short: 3, full: 10 };
const SETTLE_MS = { short: 2_000, full: 10_000 };

export const footprint: Bench = {
  question: "what it takes to start it, and to have it lie there",
  async measure(form) {
    const starts: number[] = [];
    for (let start = 0; start < STARTS[form]; start++) {
      await using running = await startAppliance({ accounts: [] });
      starts.push(running.readyMs);
    }
    await using running = await startAppliance({ accounts: [] });
    await Bun.sleep(SETTLE_MS[form]);
    return [
      { what: "cold start to ready, on an empty folder", unit: "ms", mark: { atMost: 150 }, ...median(starts) },
      { what: "resident memory, idle", unit: "MB", mark: { atMost: 80 }, value: await residentMb(running.pid) },
    ];
  },
};
