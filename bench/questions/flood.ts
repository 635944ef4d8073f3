import { type Appliance, startAppliance } from "../harness/appliance.ts";
import type { Bench, Form } from "../harness/figures.ts";
import { aloneFigures, besideFigures, startHealthyEndpoint } from "../harness/healthy-endpoint.ts";
import { startProducer } from "../harness/stage.ts";

const SECONDS: Readonly<Record<Form, number>> = { short: 5, full: 30 };
/** Nobody listens to what is posted: it is what one account sends in that the others have to get past. */
const FLOODING = 1;
const FLOODS = {
  "a flood of events": { connections: 512, batch: 1 },
  "a flood of batches of 1,000": { connections: 64, batch: 1_000 },
} as const;

export const flood: Bench = {
  question: "an account that posts as fast as it can, and another one at 50 events a second",
  async measure(form) {
    const seconds = SECONDS[form];
    using healthy = await startHealthyEndpoint();
    await using appliance = await startAppliance({ accounts: [healthy.account, { urls: [] }] });
    await healthy.warmUp(appliance);
    const alone = await healthy.delays(appliance, seconds);
    const figures = aloneFigures(alone);
    for (const [name, load] of Object.entries(FLOODS)) {
      using _flooding = startFlood(appliance, load);
      const beside = await healthy.delays(appliance, seconds);
      figures.push(...besideFigures(alone, beside, name));
    }
    return figures;
  },
};

/** Goes on until it is disposed. */
function startFlood({ port, authorizationOf }: Appliance, load: { connections: number; batch: number }): Disposable {
  const producer = startProducer();
  const authorizations = [authorizationOf(FLOODING)];
  void producer.ask({ port, authorizations, dataBytes: 850, requests: Number.MAX_SAFE_INTEGER, ...load });
  return producer;
}
