import { appliance, applianceWith } from "../harness/appliance.ts";
import { type Bench, type Form, median } from "../harness/figures.ts";
import { type LoadRun, runLoad } from "../harness/load-run.ts";

const WEBHOOKS = 10;
const SIZES: Readonly<Record<Form, { readonly rounds: number; readonly deliveries: number }>> = {
  short: { rounds: 2, deliveries: 20_000 },
  full: { rounds: 5, deliveries: 60_000 },
};

export const fanOut: Bench = {
  question: "an event to ten webhooks of an account: deliveries a second, beside an event to one",
  async measure(form) {
    const { rounds, deliveries } = SIZES[form];
    const toTen: LoadRun[] = [];
    const toOne: LoadRun[] = [];
    for (let round = 0; round < rounds; round++) {
      toOne.push(await runLoad(appliance, { events: deliveries }));
      toTen.push(
        await runLoad(applianceWith({ webhooks: WEBHOOKS }), { events: deliveries / WEBHOOKS, fanOut: WEBHOOKS }),
      );
    }
    const each = (runs: readonly LoadRun[], of: (run: LoadRun) => number) => median(runs.map(of));
    const ratios = toTen.map(({ delivered }, nth) => delivered / (toOne[nth]?.delivered ?? Number.NaN));
    return [
      { what: "deliveries to ten ÷ to one", unit: "", mark: { atLeast: 1 }, ...median(ratios) },
      { what: "to ten, delivered and recorded", unit: "/s", ...each(toTen, (run) => run.delivered) },
      { what: "to one, delivered and recorded", unit: "/s", ...each(toOne, (run) => run.delivered) },
      { what: "to ten, events accepted", unit: "/s", ...each(toTen, (run) => run.accepted) },
      { what: "to ten, most resident memory", unit: "MB", ...each(toTen, (run) => run.residentMb) },
      { what: "to ten, processor: appliance", unit: "%", ...each(toTen, (run) => run.shares.server) },
      { what: "to ten, processor: receiver", unit: "%", ...each(toTen, (run) => run.shares.receiver) },
    ];
  },
};
