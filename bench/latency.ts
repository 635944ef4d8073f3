import { appliance } from "./appliance.ts";
import { bareLoop } from "./bare/subject.ts";
import { type Child, startChild } from "./processes/child.ts";
import type { ProducerOrder, ProducerReport } from "./processes/producer.ts";
import type { ReceiverReport } from "./processes/receiver.ts";
import { percentile, type Subject } from "./subject.ts";

export interface LatencyResult {
  readonly events: number;
  readonly p50: number;
  readonly p99: number;
  readonly bareP50: number;
  readonly bareP99: number;
}

const RATE = 20;
const EVENTS = 600;
const WARM_UP = 200;

/** Milliseconds from the producer's send to the arrival at the endpoint, at 20 events a second, both subjects in turn. */
export async function measureLatency(): Promise<LatencyResult> {
  const bare = await run(bareLoop);
  const ours = await run(appliance);
  return {
    events: EVENTS,
    p50: percentile(ours, 0.5),
    p99: percentile(ours, 0.99),
    bareP50: percentile(bare, 0.5),
    bareP99: percentile(bare, 0.99),
  };
}

async function run(subject: Subject): Promise<readonly number[]> {
  using receiver: Child<"report" | "reset", ReceiverReport> = startChild("receiver.ts");
  using producer: Child<ProducerOrder, ProducerReport> = startChild("producer.ts");
  const { port } = await receiver.ask("report");
  await using running = await subject.start(`http://127.0.0.1:${port}/hook`);
  const order = { port: running.port, authorization: running.authorization, connections: 4, dataBytes: 512 };
  await producer.ask({ ...order, events: WARM_UP, rate: 200 });
  await arrived(receiver, WARM_UP);
  await receiver.ask("reset");
  await producer.ask({ ...order, events: EVENTS, rate: RATE });
  return await arrived(receiver, EVENTS);
}

async function arrived(receiver: Child<"report" | "reset", ReceiverReport>, count: number): Promise<readonly number[]> {
  for (;;) {
    const { delays } = await receiver.ask("report");
    if (delays.length >= count) return delays;
    await Bun.sleep(5);
  }
}
