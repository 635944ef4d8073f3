import { type Appliance, startAppliance } from "../harness/appliance.ts";
import { type Bench, type Figure, type Form, percentile } from "../harness/figures.ts";
import { peakResidentMb } from "../harness/process-figures.ts";
import { type Receiver, requireAccepted, startProducer, startReceiver, until } from "../harness/stage.ts";

/** With its frame a request just below `limits.bodyBytes`. */
const DATA_BYTES = 10_485_700;
const EVENTS = 64;
const PATHS = ["/whole/0", "/whole/1", "/whole/2"];
/** How often all producers post at once. */
const WAVES: Readonly<Record<Form, number>> = { short: 1, full: 4 };
const SMALL_A_SECOND = 20;
/** Rather a report with missing deliveries than none. */
const PATIENCE_MS = 60_000;

export const bigBodies: Bench = {
  question: "64 producers post 10 MB each at once, for three webhooks, and small events have to get past",
  async measure(form) {
    // Receivers of their own, so that what takes the large events does not hold up the small ones.
    using receiver = await startReceiver();
    using smallReceiver = await startReceiver();
    const accounts = [{ urls: PATHS.map(receiver.urlOf) }, { urls: [smallReceiver.urlOf("/ok")] }];
    await using server = await startAppliance({ accounts });
    const began = performance.now();
    let acceptedMs = 0;
    const delays = await besideSmallEvents(server, smallReceiver, async () => {
      acceptedMs = await postWaves(server, receiver, WAVES[form]);
    });
    const seconds = (performance.now() - began) / 1000;
    const events = EVENTS * WAVES[form];
    return [
      { what: "most resident memory", unit: "MB", mark: { atMost: 400 }, value: await peakResidentMb(server.pid) },
      ...smallFigures(delays),
      ...(await largeFigures(receiver, events)),
      { what: "large events accepted", unit: "/s", value: (events / acceptedMs) * 1000 },
      { what: "large deliveries", unit: "/s", value: (events * PATHS.length) / seconds },
    ];
  },
};

function smallFigures(delays: readonly number[]): Figure[] {
  const what = "small events beside them, send to receive";
  return [
    { what: `${what}, p99`, unit: "ms", mark: { atMost: 100 }, value: percentile(delays, 0.99) },
    { what: `${what}, p50`, unit: "ms", value: percentile(delays, 0.5) },
    { what: "small events that came meanwhile", unit: "", value: delays.length },
  ];
}

async function largeFigures(receiver: Receiver, events: number): Promise<Figure[]> {
  const came = await Promise.all(PATHS.map(receiver.of));
  // The body that is sent is longer than its data: one that was cut would be missed here.
  const whole = came.filter(({ arrivals, bodyBytes }) => {
    const deliveries = new Set(arrivals.map(({ delivery }) => delivery));
    return deliveries.size === events && bodyBytes >= arrivals.length * DATA_BYTES;
  });
  const repeated = came.flatMap(({ arrivals }) => arrivals).filter(({ attempt }) => attempt > 1);
  return [
    {
      what: "webhooks that all of them came to, whole",
      unit: "",
      mark: { atLeast: PATHS.length },
      value: whole.length,
    },
    { what: "large deliveries that needed more attempts", unit: "", mark: { atMost: 0 }, value: repeated.length },
  ];
}

/** Resolves with the milliseconds until all were accepted, when they have arrived. */
async function postWaves(server: Appliance, receiver: Receiver, waves: number): Promise<number> {
  using producer = startProducer();
  const order = {
    port: server.port,
    authorizations: [server.authorizationOf(0)],
    connections: EVENTS,
    dataBytes: DATA_BYTES,
    requests: EVENTS,
  };
  let acceptedMs = 0;
  for (let wave = 1; wave <= waves; wave++) {
    const report = await producer.ask(order);
    requireAccepted(report, order);
    acceptedMs += report.seconds * 1000;
    const patience = performance.now() + PATIENCE_MS;
    await until(async () => {
      const came = await Promise.all(PATHS.map(receiver.count));
      return performance.now() > patience || came.every((received) => received >= EVENTS * wave);
    });
  }
  return acceptedMs;
}

/** Posts 20 small events a second until `work` is done, and resolves with how long each took to its endpoint. */
async function besideSmallEvents(
  server: Appliance,
  receiver: Receiver,
  work: () => Promise<void>,
): Promise<readonly number[]> {
  using producer = startProducer();
  const order = {
    port: server.port,
    authorizations: [server.authorizationOf(1)],
    // One for each request of a second: however late an answer is, no request waits behind another.
    connections: SMALL_A_SECOND,
    dataBytes: 850,
  };
  const warmUp = { ...order, requests: 2_000 };
  requireAccepted(await producer.ask(warmUp), warmUp);
  await receiver.received("/ok", warmUp.requests);
  await receiver.reset();

  let working = true;
  const worked = work().finally(() => {
    working = false;
  });
  const second = { ...order, rate: SMALL_A_SECOND, requests: SMALL_A_SECOND };
  while (working) requireAccepted(await producer.ask(second), second);
  await worked;
  return (await receiver.of("/ok")).delays;
}
