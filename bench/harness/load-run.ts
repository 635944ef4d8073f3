import { peakResidentMb } from "./process-figures.ts";
import { cpuShares, requireAccepted, startProducer, startReceiver, until } from "./stage.ts";
import type { Subject } from "./subject.ts";

/** What a subject is put through by 64 producers that post as fast as they are answered. */
export interface Load {
  readonly events: number;
  /** Events in a request: more than one are posted as a batch. */
  readonly batch?: number;
  /** Deliveries that an event becomes. */
  readonly fanOut?: number;
}
export interface LoadRun {
  /** Events a second, until the last was answered. */
  readonly accepted: number;
  /** Deliveries a second, until the last was recorded. */
  readonly delivered: number;
  readonly residentMb: number;
  readonly shares: Readonly<Record<"server" | "producer" | "receiver", number>>;
}

const CONNECTIONS = 64;
/** The body that is sent is about a kilobyte with its envelope. */
const DATA_BYTES = 850;
/** Deliveries before the clock starts: the compilers of either side are done with most of their work by then. */
const WARM_UP = 20_000;

/** One run on a fresh database, with processes of its own. */
export async function runLoad(subject: Subject, { events, batch = 1, fanOut = 1 }: Load): Promise<LoadRun> {
  using receiver = await startReceiver();
  using producer = startProducer();
  await using server = await subject.start(receiver.urlOf("/ok"));
  const order = {
    port: server.port,
    authorizations: [server.authorization],
    connections: CONNECTIONS,
    dataBytes: DATA_BYTES,
    batch,
  };
  await producer.ask({ ...order, requests: WARM_UP / fanOut / batch });
  await until(async () => (await server.recorded()) >= WARM_UP);

  const pids = { server: server.pid, producer: producer.pid, receiver: receiver.pid };
  const deliveries = events * fanOut + WARM_UP;
  const began = performance.now();
  const { result, shares } = await cpuShares(pids, async () => {
    const measured = { ...order, requests: events / batch };
    const report = await producer.ask(measured);
    requireAccepted(report, measured);
    await receiver.received("/ok", deliveries);
    return report;
  });
  await until(async () => (await server.recorded()) >= deliveries);
  const seconds = (performance.now() - began) / 1000;
  return {
    accepted: events / result.seconds,
    delivered: (events * fanOut) / seconds,
    residentMb: await peakResidentMb(server.pid),
    shares,
  };
}
