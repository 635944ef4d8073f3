import { type Appliance, startAppliance } from "../harness/appliance.ts";
import type { Bench, Form } from "../harness/figures.ts";
import { aloneFigures, besideFigures, startHealthyEndpoint } from "../harness/healthy-endpoint.ts";
import { peakResidentMb } from "../harness/process-figures.ts";
import { requireAccepted, startProducer, startReceiver } from "../harness/stage.ts";

const PLANS: Readonly<Record<Form, { readonly pending: number; readonly seconds: number }>> = {
  short: { pending: 10_000, seconds: 7 },
  full: { pending: 100_000, seconds: 60 },
};
/** Of the 5 s that it has. */
const ANSWERS_AFTER_MS = 4_900;
const BATCH = 1_000;
const SLOW = 1;

export const slowNeighbour: Bench = {
  question:
    "an endpoint that takes 4.9 s of its 5 s with a long backlog, and one healthy endpoint at 50 events a second",
  async measure(form) {
    const { pending, seconds } = PLANS[form];
    using healthy = await startHealthyEndpoint();
    using receiver = await startReceiver();
    const slow = { urls: [receiver.urlOf(`/slow/${ANSWERS_AFTER_MS}`)] };
    await using appliance = await startAppliance({
      accounts: [healthy.account, slow],
      settings: { delivery: { retries: ["1h"] } },
    });
    await healthy.warmUp(appliance);
    const alone = await healthy.delays(appliance, seconds);
    await fill(appliance, pending);
    const beside = await healthy.delays(appliance, seconds);
    const { delivered = 0, ...failed } = await appliance.attempts();
    const others = "a slow one";
    return [
      ...aloneFigures(alone),
      ...besideFigures(alone, beside, others),
      { what: "attempts that did not deliver", value: sum(failed), unit: "", mark: { atMost: 0 } },
      { what: "delivered to the slow one", value: delivered - healthy.posted, unit: "", mark: { atLeast: 1 } },
      { what: "still pending for it", value: await appliance.deliveries("pending"), unit: "" },
      { what: "most resident memory", value: await peakResidentMb(appliance.pid), unit: "MB" },
    ];
  },
};

async function fill({ port, authorizationOf }: Appliance, events: number): Promise<void> {
  using producer = startProducer();
  const order = { port, authorizations: [authorizationOf(SLOW)], connections: 2, dataBytes: 850, batch: BATCH };
  const requests = events / BATCH;
  requireAccepted(await producer.ask({ ...order, requests }), { ...order, requests });
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
