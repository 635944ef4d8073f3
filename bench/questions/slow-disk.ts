import { startAppliance } from "../harness/appliance.ts";
import { type Bench, type Form, median, percentile } from "../harness/figures.ts";
import {
  type Producer,
  type Receiver,
  requireAccepted,
  startProducer,
  startReceiver,
  until,
} from "../harness/stage.ts";
import { buildSlowFsync, type SlowFsync } from "../slow-disk/slow-fsync.ts";

/** What is added to every fsync and fdatasync. */
const DELAY_MS = 5;
const PRODUCERS = 512;
const STEADY = { rate: 200, connections: 64 };
const DATA_BYTES = 850;
const WARM_UP = 2_000;
const SIZES: Readonly<Record<Form, { readonly rounds: number; readonly events: number; readonly seconds: number }>> = {
  short: { rounds: 1, events: 20_000, seconds: 4 },
  full: { rounds: 3, events: 60_000, seconds: 30 },
};

interface Flood {
  /** Events a second, until the last was answered. */
  readonly accepted: number;
  /** Of them, what had arrived at the endpoint by then. */
  readonly arrivedShare: number;
}
interface Order {
  readonly connections: number;
  readonly requests: number;
  readonly rate?: number;
}
interface Stage {
  readonly receiver: Receiver;
  post(order: Order): ReturnType<Producer["ask"]>;
}

export const slowDisk: Bench = {
  question: `a disk that takes ${DELAY_MS} ms longer for every commit, and 512 producers`,
  async measure(form) {
    const { rounds, events, seconds } = SIZES[form];
    using slow = await buildSlowFsync(DELAY_MS);
    const asItIs: Flood[] = [];
    const slowed: Flood[] = [];
    for (let round = 0; round < rounds; round++) {
      asItIs.push(await onStage({}, (stage) => flood(stage, events)));
      slowed.push(await onStage(slow.environment, (stage) => flood(stage, events)));
    }
    const before = slow.tally();
    const { answerTimes, delays } = await onStage(slow.environment, (stage) => postSteadily(stage, seconds));
    const waited = waitedSince(slow, before);
    const ratios = slowed.map(({ accepted }, nth) => accepted / (asItIs[nth]?.accepted ?? Number.NaN));
    const each = (of: (flood: Flood) => number) => median(slowed.map(of));
    return [
      { what: "accepted ÷ accepted on the disk as it is", unit: "", mark: { atLeast: 0.7 }, ...median(ratios) },
      { what: "accepted", unit: "/s", ...each(({ accepted }) => accepted) },
      {
        what: "arrived when the last was accepted",
        unit: "",
        mark: { atLeast: 0.9 },
        ...each((run) => run.arrivedShare),
      },
      { what: "the same on the disk as it is", unit: "", ...median(asItIs.map((run) => run.arrivedShare)) },
      {
        what: "send to answer at 200 a second, p99",
        unit: "ms",
        mark: { atMost: 60 },
        value: percentile(answerTimes, 0.99),
      },
      {
        what: "send to receive at 200 a second, p99",
        unit: "ms",
        mark: { atMost: 60 },
        value: percentile(delays, 0.99),
      },
      { what: "send to receive at 200 a second, p50", unit: "ms", value: percentile(delays, 0.5) },
      { what: "fsyncs meanwhile", unit: "", value: waited.calls },
      { what: "an fsync takes", unit: "ms", value: waited.milliseconds / waited.calls },
    ];
  },
};

/** A warm appliance with one endpoint, for as long as `play` takes. */
async function onStage<Result>(
  environment: Readonly<Record<string, string>>,
  play: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  using receiver = await startReceiver();
  using producer = startProducer();
  await using server = await startAppliance({ accounts: [{ urls: [receiver.urlOf("/ok")] }], environment });
  const stage: Stage = {
    receiver,
    async post(order) {
      const whole = { ...order, port: server.port, authorizations: [server.authorizationOf(0)], dataBytes: DATA_BYTES };
      const report = await producer.ask(whole);
      requireAccepted(report, whole);
      return report;
    },
  };
  await stage.post({ connections: PRODUCERS, requests: WARM_UP });
  await until(async () => (await server.deliveries("delivered")) >= WARM_UP);
  await receiver.reset();
  // Awaited: what is used here ends with this function.
  return await play(stage);
}

async function flood({ receiver, post }: Stage, events: number): Promise<Flood> {
  const { seconds } = await post({ connections: PRODUCERS, requests: events });
  const received = await receiver.count("/ok");
  return { accepted: events / seconds, arrivedShare: received / events };
}

async function postSteadily({ receiver, post }: Stage, seconds: number) {
  const requests = STEADY.rate * seconds;
  const { answerTimes } = await post({ ...STEADY, requests });
  await receiver.received("/ok", requests);
  return { answerTimes, delays: (await receiver.of("/ok")).delays };
}

/** @throws when the appliance does not wait through the library: then nothing was slow, and nothing measured */
function waitedSince(slow: SlowFsync, before: ReturnType<SlowFsync["tally"]>) {
  const after = slow.tally();
  const calls = after.calls - before.calls;
  const milliseconds = after.milliseconds - before.milliseconds;
  if (calls === 0 || milliseconds / calls < DELAY_MS) {
    throw new Error(`The preloaded library saw ${calls} fsyncs of ${milliseconds} ms in all: the disk was not slow.`);
  }
  return { calls, milliseconds };
}
