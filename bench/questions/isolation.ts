import { type Appliance, startAppliance } from "../harness/appliance.ts";
import { type Bench, type Figure, type Form, median } from "../harness/figures.ts";
import { aloneFigures, besideFigures, startHealthyEndpoint } from "../harness/healthy-endpoint.ts";
import { peakResidentMb } from "../harness/process-figures.ts";
import { type Producer, requireAccepted, startProducer, startReceiver } from "../harness/stage.ts";

interface Plan {
  readonly aloneSeconds: number;
  readonly besideSeconds: number;
  /** Hanging webhooks, ten an account: each ends up with one attempt in flight at any time. */
  readonly steps: readonly number[];
}
const PLANS: Readonly<Record<Form, Plan>> = {
  short: { aloneSeconds: 4, besideSeconds: 7, steps: [2_000] },
  full: { aloneSeconds: 30, besideSeconds: 60, steps: [2_000, 5_000] },
};
const WEBHOOKS_PER_ACCOUNT = 10;
/** For attempts to begin, and for the first of them to time out. */
const RAMP_SECONDS = 8;
/** An event for each webhook in this time, less than an attempt takes: there is always one that waits. */
const ROUND_SECONDS = 4;
/** A quarter of it is kept from endpoints that may be hanging. */
const CONCURRENCY = 8_192;

export const isolation: Bench = {
  question: "thousands of attempts in flight to endpoints that hang, and one healthy endpoint at 50 events a second",
  async measure(form) {
    const { aloneSeconds, besideSeconds, steps } = PLANS[form];
    using healthy = await startHealthyEndpoint();
    using receiver = await startReceiver();
    using producer = startProducer();
    const urls = Array.from({ length: Math.max(...steps) }, (_, nth) => receiver.urlOf(`/hang/${nth}`));
    const hanging = urls
      .flatMap((_, nth) => (nth % WEBHOOKS_PER_ACCOUNT === 0 ? [urls.slice(nth, nth + WEBHOOKS_PER_ACCOUNT)] : []))
      .map((ofAccount) => ({ urls: ofAccount }));
    await using appliance = await startAppliance({
      accounts: [healthy.account, ...hanging],
      settings: { delivery: { concurrency: CONCURRENCY, retries: ["1h"] } },
    });
    await healthy.warmUp(appliance);
    const alone = await healthy.delays(appliance, aloneSeconds);
    const figures = aloneFigures(alone);
    for (const webhooks of steps) {
      const pressure = press(producer, appliance, webhooks, RAMP_SECONDS + besideSeconds);
      await Bun.sleep(RAMP_SECONDS * 1_000);
      const looking = lookAtInFlight(appliance, besideSeconds);
      const beside = await healthy.delays(appliance, besideSeconds);
      const inFlight = await looking;
      await pressure;
      const others = `${webhooks.toLocaleString("en")} hanging`;
      figures.push(
        ...besideFigures(alone, beside, others),
        { what: `attempts in flight, ${others}`, unit: "", mark: { atLeast: webhooks * 0.98 }, ...inFlight },
        { what: `most resident memory, ${others}`, unit: "MB", value: await peakResidentMb(appliance.pid) },
      );
    }
    const { delivered = 0, timeout = 0, ...rest } = await appliance.attempts();
    const others = Object.values(rest).reduce((sum, count) => sum + count, 0);
    return [
      ...figures,
      {
        what: "events of the healthy one without a first success",
        value: healthy.posted - delivered,
        unit: "",
        mark: NONE,
      },
      { what: "attempts that hung and ended otherwise than by timeout", value: others, unit: "", mark: NONE },
      { what: "timeouts", value: timeout, unit: "" },
    ];
  },
};

const NONE = { atMost: 0 };

/** Posts for the first so many hanging webhooks. */
async function press(producer: Producer, { port, authorizationOf }: Appliance, webhooks: number, seconds: number) {
  const accounts = webhooks / WEBHOOKS_PER_ACCOUNT;
  const rate = accounts / ROUND_SECONDS;
  const authorizations = Array.from({ length: accounts }, (_, nth) => authorizationOf(nth + 1));
  const order = { port, authorizations, connections: 4, dataBytes: 850, rate, requests: Math.round(rate * seconds) };
  requireAccepted(await producer.ask(order), order);
}

async function lookAtInFlight(appliance: Appliance, seconds: number): Promise<Pick<Figure, "value" | "spread">> {
  const seen: number[] = [];
  for (let second = 0; second < seconds; second++) {
    seen.push(await appliance.metric("taskflow_hooks_attempts_in_flight"));
    await Bun.sleep(1_000);
  }
  return median(seen);
}
