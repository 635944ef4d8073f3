import type { Appliance, BenchAccount } from "./appliance.ts";
import { type Figure, median, percentile } from "./figures.ts";
import { requireAccepted, startProducer, startReceiver, until } from "./stage.ts";

/**
 * An endpoint that answers at once, and who posts for it. Both are processes of their own, so that only the appliance can hold
 * up the one for the sake of others.
 */
export interface HealthyEndpoint extends Disposable {
  /** It has to be the appliance's first. */
  readonly account: BenchAccount;
  /** Events posted so far. */
  readonly posted: number;
  warmUp(appliance: Appliance): Promise<void>;
  /** Posts 50 events a second: milliseconds from the send to the arrival of each. */
  delays(appliance: Appliance, seconds: number): Promise<readonly number[]>;
}

const RATE = 50;
const WARM_UP = { rate: 1_000, requests: 2_000 };
/** An event that has not come by then waits for its next attempt: it is counted among those that were not delivered. */
const PATIENCE_MS = 6_000;

export async function startHealthyEndpoint(): Promise<HealthyEndpoint> {
  const receiver = await startReceiver();
  const producer = startProducer();
  let posted = 0;

  async function post({ port, authorizationOf }: Appliance, load: { rate: number; requests: number }) {
    const order = { port, authorizations: [authorizationOf(0)], connections: 16, dataBytes: 850, ...load };
    await receiver.reset();
    requireAccepted(await producer.ask(order), order);
    posted += order.requests;
    const enough = performance.now() + PATIENCE_MS;
    await until(async () => (await receiver.count("/ok")) >= order.requests || performance.now() > enough);
    return (await receiver.of("/ok")).delays;
  }

  return {
    account: { urls: [receiver.urlOf("/ok")] },
    get posted() {
      return posted;
    },
    async warmUp(appliance) {
      await post(appliance, WARM_UP);
    },
    delays: (appliance, seconds) => post(appliance, { rate: RATE, requests: RATE * seconds }),
    [Symbol.dispose]() {
      receiver[Symbol.dispose]();
      producer[Symbol.dispose]();
    },
  };
}

/** @param others those beside whom it was, as they read after "beside" */
export function besideFigures(alone: readonly number[], beside: readonly number[], others: string): Figure[] {
  const p99 = typicalP99(beside);
  const ratio = p99.value / typicalP99(alone).value;
  return [
    { what: `healthy, p99 beside ${others} ÷ alone`, value: ratio, unit: "", mark: { atMost: 2 } },
    { what: `healthy, p99 beside ${others}`, unit: "ms", ...p99 },
    { what: `healthy, p50 beside ${others}`, value: percentile(beside, 0.5), unit: "ms" },
  ];
}

export function aloneFigures(alone: readonly number[]): Figure[] {
  return [
    { what: "healthy, p99 alone", unit: "ms", ...typicalP99(alone) },
    { what: "healthy, p50 alone", value: percentile(alone, 0.5), unit: "ms" },
  ];
}

const SLICE_SECONDS = 10;

/** The median over slices of ten seconds: moments in which the machine was busy elsewhere decide about their own slice alone. */
function typicalP99(delays: readonly number[]) {
  const size = RATE * SLICE_SECONDS;
  const count = Math.max(1, Math.floor(delays.length / size));
  const slices = Array.from({ length: count }, (_, nth) => delays.slice(nth * size, (nth + 1) * size));
  return median(slices.map((slice) => percentile(slice, 0.99)));
}
