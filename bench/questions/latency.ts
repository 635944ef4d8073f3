import { bareLoop } from "../bare/subject.ts";
import { appliance } from "../harness/appliance.ts";
import { type Bench, type Figure, type Form, type Mark, percentile } from "../harness/figures.ts";
import { requireAccepted, startProducer, startReceiver } from "../harness/stage.ts";
import type { Subject } from "../harness/subject.ts";

interface Step {
  readonly rate: number;
  readonly p50?: Mark;
  readonly p99?: Mark;
}
const STEPS: readonly Step[] = [
  { rate: 20, p50: { atMost: 2 }, p99: { atMost: 5 } },
  { rate: 200 },
  { rate: 2_000, p99: { atMost: 20 } },
];
const SECONDS: Readonly<Record<Form, number>> = { short: 5, full: 30 };
const WARM_UP = 2_000;

export const latency: Bench = {
  question: "milliseconds from the producer's send to the arrival at the endpoint",
  async measure(form) {
    const bare = await run(bareLoop, SECONDS[form]);
    const ours = await run(appliance, SECONDS[form]);
    return STEPS.flatMap((step, nth) => [
      ...figures(step, "", ours[nth] ?? []),
      ...figures({ rate: step.rate }, "bare loop, ", bare[nth] ?? []),
    ]);
  },
};

function figures({ rate, p50, p99 }: Step, whose: string, delays: readonly number[]): Figure[] {
  const figure = (name: string, share: number, mark: Mark | undefined): Figure => ({
    what: `${whose}${name} at ${rate} a second`,
    value: percentile(delays, share),
    unit: "ms",
    ...(mark && { mark }),
  });
  return [figure("p50", 0.5, p50), figure("p99", 0.99, p99)];
}

/** The delays of each step. */
async function run(subject: Subject, seconds: number): Promise<readonly (readonly number[])[]> {
  using receiver = await startReceiver();
  using producer = startProducer();
  await using server = await subject.start(receiver.urlOf("/ok"));
  const order = { port: server.port, authorizations: [server.authorization], connections: 16, dataBytes: 850 };
  const delaysAt = async (rate: number, requests: number) => {
    await receiver.reset();
    requireAccepted(await producer.ask({ ...order, rate, requests }), { ...order, requests });
    await receiver.received("/ok", requests);
    return (await receiver.of("/ok")).delays;
  };
  await delaysAt(1_000, WARM_UP);
  const all: (readonly number[])[] = [];
  for (const { rate } of STEPS) all.push(await delaysAt(rate, rate * seconds));
  return all;
}
