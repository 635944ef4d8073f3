import { type Findings, findingsOf } from "./findings.ts";
import { cutOff, livedArrivals } from "./kills.ts";
import { interruptedIn, readLog } from "./log.ts";
import { createRandom } from "./random.ts";
import { createTrial, type TrialOptions } from "./trial.ts";

export interface StopReport {
  readonly findings: Findings;
  /** Of all stops, the last one included. */
  readonly exitCodes: readonly number[];
  readonly longestStopMs: number;
  readonly accepted: number;
  /** Attempts that came again in a later life: a stop leaves none without a record. */
  readonly madeAgain: number;
  /** Attempts that were recorded as interrupted. */
  readonly interrupted: number;
  /** Attempts in flight when the signal came. */
  readonly inFlight: number;
}
export interface StopOptions {
  readonly seed: number;
  readonly stops: number;
  /** Of the endpoints: `slow` ones answer after a second of the five that they have, `hanging` ones never in their one. */
  readonly endpoints: "slow" | "hanging";
}

const SHORTEST_LIFE_MS = 300;
const LONGEST_LIFE_MS = 1_500;
const RETRIES = { retries: ["50ms", "100ms", "200ms"], onExhausted: "fail-delivery" };
const TRIALS: Readonly<Record<StopOptions["endpoints"], Omit<TrialOptions, "seed">>> = {
  slow: {
    accounts: [["/ok", "/slow/1000"], ["/flaky/30"]],
    settings: { delivery: { ...RETRIES, timeout: "5s" } },
    producersPerAccount: 1,
    paceMs: 20,
  },
  hanging: {
    accounts: [["/ok", "/hang"], ["/flaky/30"]],
    // What hangs reaches its own time before the stop's: both are `delivery.timeout`, and the attempt began before.
    settings: { delivery: { ...RETRIES, timeout: "1s" } },
    producersPerAccount: 1,
    paceMs: 20,
  },
};

/** Stops it with SIGTERM at random moments under load, and starts it again each time. */
export async function stopAgainAndAgain({ seed, stops, endpoints }: StopOptions): Promise<StopReport> {
  const random = createRandom(seed);
  const exitCodes: number[] = [];
  const stopMs: number[] = [];
  let inFlight = 0;
  await using trial = await createTrial({ ...TRIALS[endpoints], seed });

  async function stop(): Promise<void> {
    inFlight += await trial.appliance.metric("taskflow_hooks_attempts_in_flight");
    const began = performance.now();
    exitCodes.push(await trial.end("SIGTERM"));
    stopMs.push(performance.now() - began);
  }

  await trial.start();
  await trial.underLoad(async () => {
    while (exitCodes.length < stops) {
      await Bun.sleep(SHORTEST_LIFE_MS + random() * (LONGEST_LIFE_MS - SHORTEST_LIFE_MS));
      await stop();
      await trial.start();
    }
  });
  trial.endpoints.unhang();
  await trial.settled();
  const log = await readLog(trial.appliance, TRIALS[endpoints].accounts.length);
  await stop();
  const arrivals = livedArrivals(trial);
  return {
    findings: findingsOf({ accepted: trial.accepted, arrivals, log }),
    madeAgain: cutOff(arrivals).length,
    exitCodes,
    longestStopMs: Math.max(...stopMs),
    accepted: trial.accepted.length,
    interrupted: interruptedIn(log),
    inFlight,
  };
}
