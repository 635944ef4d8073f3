import { bareLoop } from "../bare/subject.ts";
import { appliance } from "../harness/appliance.ts";
import { type Bench, type Form, median } from "../harness/figures.ts";
import { peakResidentMb } from "../harness/process-figures.ts";
import { cpuShares, requireAccepted, startProducer, startReceiver, until } from "../harness/stage.ts";
import type { Subject } from "../harness/subject.ts";

interface Run {
  readonly accepted: number;
  readonly delivered: number;
  readonly residentMb: number;
  readonly shares: Readonly<Record<"server" | "producer" | "receiver", number>>;
}

const CONNECTIONS = 64;
/** The body that is sent is about a kilobyte with its envelope. */
const DATA_BYTES = 850;
const WARM_UP = 2_000;
const SIZES: Readonly<Record<Form, { readonly rounds: number; readonly events: number }>> = {
  short: { rounds: 2, events: 20_000 },
  full: { rounds: 5, events: 60_000 },
};

export const throughput: Bench = {
  question: "64 producers, 1 KB events, one endpoint: accepted, stored, signed, delivered and recorded a second",
  async measure(form) {
    const { rounds, events } = SIZES[form];
    const ours: Run[] = [];
    const bare: Run[] = [];
    for (let round = 0; round < rounds; round++) {
      bare.push(await run(bareLoop, events));
      ours.push(await run(appliance, events));
    }
    const each = (runs: readonly Run[], of: (run: Run) => number) => median(runs.map(of));
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

async function run(subject: Subject, events: number): Promise<Run> {
  using receiver = await startReceiver();
  using producer = startProducer();
  await using server = await subject.start(receiver.urlOf("/ok"));
  const order = {
    port: server.port,
    authorizations: [server.authorization],
    connections: CONNECTIONS,
    dataBytes: DATA_BYTES,
  };
  await producer.ask({ ...order, requests: WARM_UP });
  await until(async () => (await server.recorded()) >= WARM_UP);

  const pids = { server: server.pid, producer: producer.pid, receiver: receiver.pid };
  const began = performance.now();
  const { result, shares } = await cpuShares(pids, async () => {
    const report = await producer.ask({ ...order, requests: events });
    requireAccepted(report, { ...order, requests: events });
    await receiver.received("/ok", events + WARM_UP);
    return report;
  });
  await until(async () => (await server.recorded()) >= events + WARM_UP);
  const seconds = (performance.now() - began) / 1000;
  return {
    accepted: events / result.seconds,
    delivered: events / seconds,
    residentMb: await peakResidentMb(server.pid),
    shares,
  };
}
