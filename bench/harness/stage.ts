import { type Child, startChild } from "../processes/child.ts";
import type { ProducerOrder, ProducerReport } from "../processes/producer.ts";
import type { PathReport, ReceiverQuestion, ReceiverReport } from "../processes/receiver.ts";
import { cpuSeconds } from "./process-figures.ts";

export type Producer = Child<ProducerOrder, ProducerReport>;

/** The endpoints, in a process of their own. */
export interface Receiver extends Disposable {
  readonly pid: number;
  /** @param path see `processes/receiver.ts` for what paths do */
  urlOf(path: string): string;
  /** What came on a path since the last reset. */
  of(path: string): Promise<PathReport>;
  /** How many requests that were: for those who ask often. */
  count(path: string): Promise<number>;
  report(): Promise<ReceiverReport>;
  /** Forgets what came; resolves with the report of it. */
  reset(): Promise<ReceiverReport>;
  /** Resolves when so many requests came on a path. */
  received(path: string, count: number): Promise<void>;
}

const NOTHING: PathReport = { received: 0, delays: [], arrivals: [], bytesTaken: 0, bodyBytes: 0 };

export async function startReceiver(): Promise<Receiver> {
  const child: Child<ReceiverQuestion, ReceiverReport> = startChild("receiver.ts");
  const report = () => child.ask("report");
  const { port } = await report();
  const of = async (path: string) => (await report()).byPath[path] ?? NOTHING;
  const count = async (path: string) => (await child.ask("counts")).byPath[path]?.received ?? 0;
  return {
    pid: child.pid,
    urlOf: (path) => `http://127.0.0.1:${port}${path}`,
    of,
    report,
    reset: () => child.ask("reset"),
    count,
    received: (path, least) => until(async () => (await count(path)) >= least),
    [Symbol.dispose]: () => child[Symbol.dispose](),
  };
}

export function startProducer(): Producer {
  return startChild("producer.ts");
}

/** Carries out an order, all of it accepted. */
export async function post(producer: Producer, order: ProducerOrder): Promise<ProducerReport> {
  const report = await producer.ask(order);
  requireAccepted(report, order);
  return report;
}

/** Every request of an order was accepted. */
export function requireAccepted({ accepted, refusals }: ProducerReport, { requests }: ProducerOrder): void {
  if (accepted !== requests) throw new Error(`${requests - accepted} requests were refused: ${refusals[0]}`);
}

export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(5);
}

/** The share of one processor that each process had while `work` ran, in percent. */
export async function cpuShares<Name extends string, Result>(
  pids: Readonly<Record<Name, number>>,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly shares: Record<Name, number> }> {
  const names = Object.keys(pids) as Name[];
  const look = () => Promise.all(names.map((name) => cpuSeconds(pids[name])));
  const began = performance.now();
  const before = await look();
  const result = await work();
  const after = await look();
  const seconds = (performance.now() - began) / 1000;
  const shares = names.map((name, nth) => [name, (((after[nth] ?? 0) - (before[nth] ?? 0)) / seconds) * 100] as const);
  return { result, shares: Object.fromEntries(shares) as Record<Name, number> };
}
