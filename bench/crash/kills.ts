import { type Findings, findingsOf, type LivedArrival } from "./findings.ts";
import { interruptedIn, readLog } from "./log.ts";
import { createRandom } from "./random.ts";
import { createTrial, type Trial, type TrialOptions } from "./trial.ts";

export interface KillReport {
  readonly findings: Findings;
  readonly accepted: number;
  readonly arrivals: number;
  /** Attempts that a kill cut off before their record was on disk, and that were made again. */
  readonly madeAgain: number;
  /** The longest time from an endpoint's answer to the kill that came before its record. */
  readonly longestUnrecordedMs: number;
  /** Records with the error `interrupted`: a kill writes none. */
  readonly interrupted: number;
  readonly exitCode: number;
}

/** Endpoints that answer, one that is slow, one that refuses now and then, and one that refuses some events for good. */
export const MIXED: Omit<TrialOptions, "seed"> = {
  accounts: [
    ["/ok", "/slow/200", "/flaky/30"],
    ["/ok", "/stubborn/5"],
  ],
  settings: { delivery: { retries: ["50ms", "100ms", "200ms"], onExhausted: "fail-delivery" } },
  producersPerAccount: 3,
  paceMs: 8,
};
const LONGEST_LIFE_MS = 500;
/** About what a start takes here. */
const LONGEST_START_MS = 120;
/** Of five kills one falls into the start that follows on another. */
const KILLED_WHILE_STARTING = 0.2;

/** Ends it with `kill -9` at random moments under load, and starts it again each time. */
export async function killAgainAndAgain({ seed, kills }: { seed: number; kills: number }): Promise<KillReport> {
  const random = createRandom(seed);
  await using trial = await createTrial({ ...MIXED, seed });
  await trial.startAndKill(random() * LONGEST_START_MS);
  await trial.start();
  await trial.underLoad(async () => {
    while (trial.deaths.length < kills) {
      await Bun.sleep(random() * LONGEST_LIFE_MS);
      await trial.end("SIGKILL");
      const again = random() < KILLED_WHILE_STARTING && trial.deaths.length < kills;
      if (again) await trial.startAndKill(random() * LONGEST_START_MS);
      await trial.start();
    }
  });
  await trial.settled();
  const log = await readLog(trial.appliance, MIXED.accounts.length);
  const exitCode = await trial.end("SIGTERM");
  const arrivals = livedArrivals(trial);
  const again = cutOff(arrivals);
  return {
    findings: findingsOf({ accepted: trial.accepted, arrivals, log }),
    accepted: trial.accepted.length,
    arrivals: arrivals.length,
    madeAgain: again.length,
    longestUnrecordedMs: Math.max(0, ...again.map((arrival) => unrecordedMs(arrival, trial))),
    interrupted: interruptedIn(log),
    exitCode,
  };
}

export function livedArrivals(trial: Trial): LivedArrival[] {
  return trial.endpoints.arrivals.map((arrival) => ({ ...arrival, life: trial.lifeOf(arrival) }));
}

/** Arrivals whose attempt came again in a later life. */
export function cutOff(arrivals: readonly LivedArrival[]): LivedArrival[] {
  const attempts = Map.groupBy(arrivals, ({ delivery, attempt }) => `${delivery}/${attempt}`);
  return [...attempts.values()].flatMap((came) => came.slice(0, -1));
}

function unrecordedMs({ answeredAt, life }: LivedArrival, { deaths }: Trial): number {
  return answeredAt === null ? 0 : (deaths[life]?.at ?? Number.NaN) - answeredAt;
}
