import { appliance } from "./appliance.ts";
import { bareLoop } from "./bare/subject.ts";
import { type Child, startChild } from "./processes/child.ts";
import type { ProducerOrder, ProducerReport } from "./processes/producer.ts";
import type { ReceiverReport } from "./processes/receiver.ts";
import { residentMb, type Subject, type Summary, summary } from "./subject.ts";

export interface ThroughputResult {
  readonly events: number;
  readonly accepted: Summary;
  readonly delivered: Summary;
  readonly bareAccepted: Summary;
  readonly bareDelivered: Summary;
  /** Of each pair, which ran one after the other. */
  readonly ratio: Summary;
  readonly residentMb: number | undefined;
}
interface Run {
  readonly accepted: number;
  readonly delivered: number;
  readonly residentMb: number | undefined;
}

const EVENTS = 40_000;
const CONNECTIONS = 64;
const DATA_BYTES = 512;
const PAIRS = 5;

/** Events a second, accepted, and delivered and recorded, beside the bare loop: in turn, so that both meet the same noise. */
export async function measureThroughput(pairs = PAIRS, events = EVENTS): Promise<ThroughputResult> {
  const ours: Run[] = [];
  const bare: Run[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    bare.push(await run(bareLoop, events));
    ours.push(await run(appliance, events));
  }
  const ratios = ours.map(({ delivered }, index) => delivered / (bare[index]?.delivered ?? Number.NaN));
  const memory = ours.flatMap((run) => run.residentMb ?? []);
  return {
    events,
    accepted: summary(ours.map((run) => run.accepted)),
    delivered: summary(ours.map((run) => run.delivered)),
    bareAccepted: summary(bare.map((run) => run.accepted)),
    bareDelivered: summary(bare.map((run) => run.delivered)),
    ratio: summary(ratios),
    residentMb: memory.length > 0 ? Math.max(...memory) : undefined,
  };
}

async function run(subject: Subject, events: number): Promise<Run> {
  using receiver: Child<"report" | "reset", ReceiverReport> = startChild("receiver.ts");
  using producer: Child<ProducerOrder, ProducerReport> = startChild("producer.ts");
  const { port } = await receiver.ask("report");
  await using running = await subject.start(`http://127.0.0.1:${port}/hook`);
  const order = { port: running.port, authorization: running.authorization, dataBytes: DATA_BYTES };
  // The first thousand make connections and warm the code up.
  await producer.ask({ ...order, connections: CONNECTIONS, events: 1_000 });
  await until(running.recorded, 1_000);

  const began = performance.now();
  const report = await producer.ask({ ...order, connections: CONNECTIONS, events });
  if (report.accepted !== events) throw new Error(`${subject.name} refused events: ${report.refusals[0]}`);
  const memory = await residentMb(running.pid);
  await until(async () => (await receiver.ask("report")).received, events + 1_000);
  await until(running.recorded, events + 1_000);
  const seconds = (performance.now() - began) / 1000;
  return { accepted: events / report.seconds, delivered: events / seconds, residentMb: memory };
}

async function until(count: () => Promise<number>, wanted: number): Promise<void> {
  while ((await count()) < wanted) await Bun.sleep(5);
}
