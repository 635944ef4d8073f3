import { rmSync } from "node:fs";
import type { AcceptedEvent } from "../../test/e2e/appliance.ts";
import { type Appliance, type ApplianceOptions, startAppliance } from "../harness/appliance.ts";
import { until } from "../harness/stage.ts";
import { temporaryFolder } from "../harness/start-process.ts";
import { type Arrival, type Endpoints, startEndpoints } from "./endpoints.ts";
import { createLoad, type LoadOptions } from "./load.ts";

export interface TrialOptions extends Omit<LoadOptions, "accounts"> {
  readonly seed: number;
  /** For each account, what its webhooks' endpoints do, as a path: see `endpoints.ts`. */
  readonly accounts: readonly (readonly string[])[];
  readonly settings: NonNullable<ApplianceOptions["settings"]>;
  /** Where there is data already. Removed at the end, as its own is. */
  readonly folder?: string;
}
/** When a life ended, and what `Endpoints.mark` said then. */
interface Death {
  readonly at: number;
  readonly mark: number;
}

/** The executable through several lives on one folder, careful producers before it and endpoints behind it. */
export interface Trial extends AsyncDisposable {
  readonly endpoints: Endpoints;
  /** In its life of now. */
  readonly appliance: Appliance;
  /** What was answered 202 so far. */
  readonly accepted: readonly AcceptedEvent[];
  readonly deaths: readonly Death[];
  start(): Promise<void>;
  /** Starts it and kills it so much later, ready or not. */
  startAndKill(afterMs: number): Promise<void>;
  /** Resolves with the exit code when it is gone, and all that it sent has been read. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<number>;
  /** In which life an arrival came, from 0. */
  lifeOf(arrival: Arrival): number;
  /** Runs `work` while producers post, and resolves when the last of what they posted is accepted. */
  underLoad(work: () => Promise<void>): Promise<void>;
  /** Resolves when nothing is pending. */
  settled(): Promise<void>;
}

export async function createTrial(options: TrialOptions): Promise<Trial> {
  const { accounts, settings } = options;
  const folder = options.folder ?? temporaryFolder();
  const endpoints = await startEndpoints(options.seed);
  const deaths: Death[] = [];
  let appliance: Appliance | undefined;
  let ends = 0;
  let revival = Promise.withResolvers<void>();
  const launch = {
    accounts: accounts.map((paths) => ({ urls: paths.map(endpoints.urlOf) })),
    settings,
    folder,
  };

  const load = createLoad({
    ...options,
    accounts: accounts.length,
    appliance: running,
    ends: () => ends,
    revival: () => revival.promise,
  });

  function running(): Appliance {
    if (!appliance) throw new Error("It was not started.");
    return appliance;
  }

  async function die(at: number): Promise<void> {
    deaths.push({ at, mark: await endpoints.mark() });
  }

  return {
    endpoints,
    get appliance() {
      return running();
    },
    accepted: load.accepted,
    deaths,
    async start() {
      appliance = await startAppliance(launch);
      revival.resolve();
    },
    async startAndKill(afterMs) {
      const spawned = Promise.withResolvers<number>();
      const starting = startAppliance({ ...launch, onSpawned: spawned.resolve });
      const gone = starting.then(
        (started) => started.end("SIGKILL"),
        () => undefined,
      );
      const pid = await spawned.promise;
      // One that is ready earlier is ended then.
      const isEnded = await Promise.race([gone.then(() => true), Bun.sleep(afterMs).then(() => false)]);
      const at = Date.now();
      if (!isEnded) killIfAlive(pid);
      await gone;
      await die(at);
    },
    async end(signal) {
      ends++;
      revival = Promise.withResolvers();
      const at = Date.now();
      const code = await running().end(signal);
      await die(at);
      return code;
    },
    lifeOf: ({ connection }) => deaths.filter(({ mark }) => mark < connection).length,
    underLoad: load.during,
    settled: () => until(async () => (await running().deliveries("pending")) === 0),
    async [Symbol.asyncDispose]() {
      await appliance?.[Symbol.asyncDispose]();
      await endpoints[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It may be ready, and be ended for that, in the same moment. */
function killIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (fault) {
    if ((fault as { code?: unknown }).code !== "ESRCH") throw fault;
  }
}
