import { type Appliance, startAppliance } from "../harness/appliance.ts";
import { percentile } from "../harness/figures.ts";
import { requireAccepted, startProducer, startReceiver, until } from "../harness/stage.ts";
import { type LoggedDelivery, readLog } from "./log.ts";

export interface SweepReport {
  /** Deliveries that retention took. */
  readonly removed: number;
  readonly longestSweepMs: number;
  /** From the producer's send to the arrival. */
  readonly p99BetweenMs: number;
  readonly p99DuringMs: number;
  /** Of those that wait for a retry or are held, older than what retention takes. */
  readonly removedEarly: number;
}

const RATE = 1_000;
const KEPT_MS = 5_000;
/** What was delivered at once is removed so much later at most, and with the next sweep then (`PROMPT` in `passages.ts`). */
const REMOVED_LATE_MS = 10_000;
/** Housekeeping comes when the clock's seconds are 0 and 30. */
const EVERY_MS = 30_000;
/** What there is to remove at the first sweep. */
const BEFORE_FIRST_MS = 24_000;
const WAITING = 500;
const SETTINGS = {
  delivery: { retries: ["1h"] },
  retention: { delivered: `${KEPT_MS}ms`, failed: `${KEPT_MS}ms`, held: "1h" },
};

/** Posts at a steady rate through sweeps that remove what was delivered five seconds before. */
export async function sweepUnderLoad({ sweeps }: { sweeps: number }): Promise<SweepReport> {
  using receiver = await startReceiver();
  using producer = startProducer();
  const urls = { measured: receiver.urlOf("/ok"), waiting: receiver.urlOf("/status/503") };
  await using appliance = await startAppliance({
    accounts: [{ urls: [urls.measured] }, { urls: [urls.waiting, urls.measured] }],
    settings: SETTINGS,
  });
  await call(appliance, "PATCH", 1, "/v2/webhooks/wh_1_1", { enabled: false });
  const waiting = { authorizations: [appliance.authorizationOf(1)], requests: WAITING };
  // So many that none is posted on before it was answered: Bun's server may leave such a connection without answers.
  const order = { port: appliance.port, connections: 256, dataBytes: 850 };
  requireAccepted(await producer.ask({ ...order, ...waiting }), { ...order, ...waiting });

  await Bun.sleep(untilTick(EVERY_MS - BEFORE_FIRST_MS));
  const seconds = (BEFORE_FIRST_MS + sweeps * EVERY_MS) / 1000;
  const load = { ...order, authorizations: [appliance.authorizationOf(0)], rate: RATE, requests: RATE * seconds };
  const posting = producer.ask(load);
  /** The delays of what arrives while `work` runs. */
  const delaysDuring = async (work: () => Promise<void>) => {
    await receiver.reset();
    await work();
    return (await receiver.of("/ok")).delays;
  };
  const between: number[] = [];
  const during: number[] = [];
  let longestSweepMs = 0;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    await Bun.sleep(untilTick(0) - 500);
    const last = await newestBefore(appliance, Date.now() - KEPT_MS - REMOVED_LATE_MS);
    await Bun.sleep(untilTick(0));
    const began = performance.now();
    during.push(...(await delaysDuring(() => gone(appliance, last))));
    const sweepMs = performance.now() - began;
    longestSweepMs = Math.max(longestSweepMs, sweepMs);
    await Bun.sleep(untilTick(EVERY_MS / 2));
    between.push(...(await delaysDuring(() => Bun.sleep(Math.max(sweepMs, 1_000)))));
  }
  requireAccepted(await posting, load);
  await until(async () => (await appliance.deliveries("delivered")) === load.requests);
  const [measured, kept] = await readLog(appliance, 2);
  const rows = (log: typeof kept) => log?.webhooks.flatMap(({ deliveries }) => deliveries) ?? [];
  return {
    removed: load.requests - rows(measured).length,
    longestSweepMs,
    p99BetweenMs: percentile(between, 0.99),
    p99DuringMs: percentile(during, 0.99),
    removedEarly: 2 * WAITING - rows(kept).filter(waits).length,
  };
}

function waits({ status }: LoggedDelivery): boolean {
  return status === "pending" || status === "held";
}

/** Milliseconds until the clock is so far behind a sweep. */
function untilTick(afterMs: number): number {
  return (EVERY_MS + afterMs - (Date.now() % EVERY_MS)) % EVERY_MS;
}

/** The newest delivery of before a moment: the last that a sweep takes. */
async function newestBefore(appliance: Appliance, at: number): Promise<string> {
  const until = encodeURIComponent(new Date(at).toISOString());
  const response = await call(appliance, "GET", 0, `${DELIVERIES}?limit=1&until=${until}`);
  const { data } = (await response.json()) as { data: readonly LoggedDelivery[] };
  if (!data[0]) throw new Error(`There is nothing to sweep of before ${new Date(at).toISOString()}.`);
  return data[0].id;
}

async function gone(appliance: Appliance, delivery: string): Promise<void> {
  while ((await call(appliance, "GET", 0, `${DELIVERIES}/${delivery}`)).status !== 404) await Bun.sleep(20);
}

const DELIVERIES = "/v2/webhooks/wh_0_0/deliveries";

function call(appliance: Appliance, method: string, account: number, path: string, body?: object): Promise<Response> {
  const headers = { authorization: appliance.authorizationOf(account), "content-type": "application/json" };
  return fetch(`${appliance.url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}
