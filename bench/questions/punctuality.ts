import { startAppliance } from "../harness/appliance.ts";
import { type Bench, type Form, percentile } from "../harness/figures.ts";
import { peakResidentMb } from "../harness/process-figures.ts";
import { cpuShares, requireAccepted, startProducer, startReceiver, until } from "../harness/stage.ts";
import type { PathReport } from "../processes/receiver.ts";

interface Plan {
  /** The two waits of the schedule. Deliveries are begun for as long as the second: so retries are due one after the other. */
  readonly waitsSeconds: readonly [number, number];
  /** Each is retried twice. */
  readonly deliveries: number;
}
const PLANS: Readonly<Record<Form, Plan>> = {
  short: { waitsSeconds: [1, 5], deliveries: 2_500 },
  full: { waitsSeconds: [5, 30], deliveries: 50_000 },
};
const ACCOUNTS = 50;
/** Many, so that it is not the concurrency of one that a retry waits for. */
const WEBHOOKS_PER_ACCOUNT = 10;
const PATH = "/status/503";

export const punctuality: Bench = {
  question: "retries due one after the other, as many as there are: how late they come, and whether any comes early",
  async measure(form) {
    const { waitsSeconds, deliveries } = PLANS[form];
    using receiver = await startReceiver();
    using producer = startProducer();
    const urls = Array.from({ length: WEBHOOKS_PER_ACCOUNT }, () => receiver.urlOf(PATH));
    await using appliance = await startAppliance({
      accounts: Array.from({ length: ACCOUNTS }, () => ({ urls })),
      settings: {
        delivery: { retries: waitsSeconds.map((seconds) => `${seconds}s`), onExhausted: "fail-delivery" },
      },
    });
    const requests = deliveries / WEBHOOKS_PER_ACCOUNT;
    const order = {
      port: appliance.port,
      authorizations: Array.from({ length: ACCOUNTS }, (_, nth) => appliance.authorizationOf(nth)),
      connections: 16,
      dataBytes: 850,
      requests,
      rate: requests / waitsSeconds[1],
    };
    const { shares } = await cpuShares({ appliance: appliance.pid }, async () => {
      requireAccepted(await producer.ask(order), order);
      await Bun.sleep((waitsSeconds[0] + waitsSeconds[1]) * 1_000);
      await until(async () => (await appliance.deliveries("failed")) === deliveries);
    });
    const late = lateness(
      await receiver.of(PATH),
      waitsSeconds.map((seconds) => seconds * 1_000),
    );
    return [
      { what: "retries", value: late.length, unit: "", mark: { atLeast: 2 * deliveries } },
      { what: "retries that came early", value: late.filter((ms) => ms < 0).length, unit: "", mark: { atMost: 0 } },
      { what: "the least late", value: Math.min(...late), unit: "ms" },
      { what: "lateness, p50", value: percentile(late, 0.5), unit: "ms" },
      { what: "lateness, p99", value: percentile(late, 0.99), unit: "ms", mark: { atMost: 1_000 } },
      { what: "the most late", value: Math.max(...late), unit: "ms" },
      { what: "processor: appliance", value: shares.appliance, unit: "%" },
      { what: "most resident memory", value: await peakResidentMb(appliance.pid), unit: "MB" },
    ];
  },
};

/**
 * By how much each retry came after its wait, in milliseconds, from arrival to arrival: the answer to the attempt before, which
 * comes between, counts as late.
 */
function lateness({ arrivals }: PathReport, waitsMs: readonly number[]): readonly number[] {
  const cameAt = new Map(arrivals.map(({ delivery, attempt, at }) => [`${delivery} ${attempt}`, at]));
  return arrivals
    .filter(({ attempt }) => attempt > 1)
    .map(({ delivery, attempt, at }) => {
      const before = cameAt.get(`${delivery} ${attempt - 1}`) ?? Number.NaN;
      return at - before - (waitsMs[attempt - 2] ?? Number.NaN);
    });
}
