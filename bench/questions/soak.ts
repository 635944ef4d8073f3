import { type Appliance, startAppliance } from "../harness/appliance.ts";
import { type Bench, type Figure, type Form, median, percentile, slope } from "../harness/figures.ts";
import { residentMb } from "../harness/process-figures.ts";
import { type Receiver, requireAccepted, startProducer, startReceiver, until } from "../harness/stage.ts";

const RATE = 500;
const WEBHOOKS = 20;
/** `SOAK_MINUTES=600 npm run bench soak` lets it run through the night. */
const MINUTES: Readonly<Record<Form, number>> = { short: 1 / 4, full: Number(process.env.SOAK_MINUTES ?? 30) };
/** As long as retention waits between two sweeps, which small events feel: each window has one. */
const WINDOW_SECONDS: Readonly<Record<Form, number>> = { short: 2, full: 30 };
/** A minute of retention, half a minute between two sweeps, and as much for memory to find its level. */
const WARM_UP_MINUTES = 2.5;
/** Of fewer windows a slope is chance, and left out. */
const FEWEST_WINDOWS = 20;

/** How it was at the end of a window. */
interface Sample {
  readonly minute: number;
  readonly residentMb: number;
  readonly fileMb: number;
  /** Send to receive, of what was delivered at once. */
  readonly p99Ms: number;
}

export const soak: Bench = {
  question: `${RATE} events a second, one endpoint of ${WEBHOOKS} failing, a minute of retention: does anything grow`,
  async measure(form) {
    using receiver = await startReceiver();
    const urls = Array.from({ length: WEBHOOKS }, (_, nth) => receiver.urlOf(nth === 0 ? "/status/500" : "/ok"));
    await using server = await startAppliance({
      accounts: urls.map((url) => ({ urls: [url] })),
      settings: {
        delivery: { retries: ["1s", "2s"], onExhausted: "fail-delivery" },
        retention: { delivered: "1m", failed: "1m" },
      },
    });
    const windows = Math.ceil((MINUTES[form] * 60) / WINDOW_SECONDS[form]);
    const samples = await observe(server, receiver, { windows, seconds: WINDOW_SECONDS[form] });
    await until(async () => (await server.deliveries("pending")) === 0);
    const events = windows * WINDOW_SECONDS[form] * RATE;
    const ended = [await server.deliveries("delivered"), await server.deliveries("failed")].map(
      (n) => (n / events) * 100,
    );
    return [
      ...growth(samples, MINUTES[form]),
      { what: "delivered", unit: "%", mark: { atLeast: 100 - 100 / WEBHOOKS }, value: ended[0] ?? Number.NaN },
      { what: "failed", unit: "%", mark: { atMost: 100 / WEBHOOKS }, value: ended[1] ?? Number.NaN },
    ];
  },
};

async function observe(
  server: Appliance,
  receiver: Receiver,
  { windows, seconds }: { readonly windows: number; readonly seconds: number },
): Promise<readonly Sample[]> {
  using producer = startProducer();
  const order = {
    port: server.port,
    authorizations: Array.from({ length: WEBHOOKS }, (_, nth) => server.authorizationOf(nth)),
    connections: 64,
    dataBytes: 850,
    rate: RATE,
    requests: RATE * seconds,
  };
  const samples: Sample[] = [];
  const began = performance.now();
  for (let window = 0; window < windows; window++) {
    requireAccepted(await producer.ask(order), order);
    const { byPath } = await receiver.reset();
    samples.push({
      minute: (performance.now() - began) / 60_000,
      residentMb: await residentMb(server.pid),
      fileMb: (await server.metric("taskflow_hooks_storage_bytes")) / 1024 ** 2,
      p99Ms: percentile(byPath["/ok"]?.delays ?? [], 0.99),
    });
  }
  return samples;
}

/** From the end of the warm-up on: the levels, and their slopes by least squares. */
function growth(samples: readonly Sample[], minutes: number): Figure[] {
  const warmUp = Math.min(WARM_UP_MINUTES, minutes / 2);
  const warm = samples.filter(({ minute }) => minute > warmUp);
  const levels: Figure[] = [
    { what: "resident memory", unit: "MB", ...median(warm.map((at) => at.residentMb)) },
    { what: "file", unit: "MB", ...median(warm.map((at) => at.fileMb)) },
    { what: "send to receive, p99 of a window", unit: "ms", ...median(warm.map((at) => at.p99Ms)) },
  ];
  if (minutes < 2 * WARM_UP_MINUTES || warm.length < FEWEST_WINDOWS) return levels;
  const slopeOf = (of: (sample: Sample) => number) =>
    slope(warm.map((sample) => ({ x: sample.minute, y: of(sample) })));
  return [
    // Over the 27 minutes that remain of half an hour: 14 MB, what a garbage collector may still be deciding.
    { what: "resident memory grows", unit: "MB/min", mark: { atMost: 0.5 }, value: slopeOf((at) => at.residentMb) },
    // Pages that retention has freed are used again: what is left is chance.
    { what: "file grows", unit: "MB/min", mark: { atMost: 0.5 }, value: slopeOf((at) => at.fileMb) },
    { what: "send to receive, p99, grows", unit: "ms/min", mark: { atMost: 0.2 }, value: slopeOf((at) => at.p99Ms) },
    ...levels,
  ];
}
