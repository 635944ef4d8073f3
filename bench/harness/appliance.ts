import { join } from "node:path";
import { freePort, type StartedProcess, startProcess, temporaryFolder } from "./start-process.ts";
import type { Subject } from "./subject.ts";

export const EXECUTABLE = join(import.meta.dir, "../../dist/taskflow-hooks");

/** An account of the configuration, named by its number, and the endpoints of its webhooks. */
export interface BenchAccount {
  readonly urls: readonly string[];
}
export interface ApplianceOptions {
  readonly accounts: readonly BenchAccount[];
  /** Sections of the configuration; they go over what benches usually need. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the data is; left out, in a folder that is removed at the end. */
  readonly folder?: string;
  onSpawned?(pid: number): void;
}
/** The built executable, running. Disposed, it is killed, and its folder removed unless it was given. */
export interface Appliance extends StartedProcess {
  readonly port: number;
  readonly url: string;
  readonly folder: string;
  /** The `Authorization` of an account by its number. */
  authorizationOf(account: number): string;
  /** Deliveries in a state, as `/metrics` tells. */
  deliveries(state: "pending" | "held" | "delivered" | "failed"): Promise<number>;
  /** Attempts recorded since its start by what they came to, `delivered` or the error, as `/metrics` tells. */
  attempts(): Promise<Readonly<Record<string, number>>>;
  /** A metric without labels. */
  metric(name: string): Promise<number>;
}

/** Starts the built executable with its limits out of the way. */
export async function startAppliance(options: ApplianceOptions): Promise<Appliance> {
  const folder = options.folder ?? temporaryFolder();
  const config = join(folder, "bench.json");
  const port = freePort();
  await Bun.write(config, JSON.stringify(configuration(port, options)));
  const started = await startProcess({
    command: [EXECUTABLE, "--config", config],
    environment: { ...options.environment },
    folder,
    keepFolder: options.folder !== undefined,
    port,
    ...(options.onSpawned && { onSpawned: options.onSpawned }),
  });
  const url = `http://127.0.0.1:${port}`;
  const metrics = async () => (await fetch(`${url}/metrics`)).text();
  const read = async (line: RegExp) => Number(line.exec(await metrics())?.[1] ?? 0);
  return {
    ...started,
    port,
    url,
    folder,
    authorizationOf: (account) => `Bearer ${keyOf(account)}`,
    deliveries: (state) => read(new RegExp(`^taskflow_hooks_deliveries\\{state="${state}"\\} (\\d+)$`, "m")),
    async attempts() {
      const lines = (await metrics()).matchAll(ATTEMPTS);
      return Object.fromEntries(lines.map(([, outcome, count]) => [outcome, Number(count)]));
    },
    metric: (name) => read(new RegExp(`^${name} ([\\d.e+-]+)$`, "m")),
  };
}

/** The appliance as something to load: one account, whose webhooks are all at the same endpoint. */
export function applianceWith({
  webhooks,
  environment = {},
}: {
  readonly webhooks: number;
  readonly environment?: Readonly<Record<string, string>>;
}): Subject {
  return {
    name: "taskflow-hooks",
    async start(endpoint) {
      const urls = Array.from({ length: webhooks }, () => endpoint);
      const started = await startAppliance({ accounts: [{ urls }], environment });
      return { ...started, authorization: started.authorizationOf(0), recorded: () => started.deliveries("delivered") };
    },
  };
}

/** The appliance with one webhook, to be compared with the bare loop. */
export const appliance: Subject = applianceWith({ webhooks: 1 });

const ATTEMPTS = /^taskflow_hooks_attempts_total\{outcome="(\w+)"\} (\d+)$/gm;
const MANY = 1_000_000_000;

function configuration(port: number, { accounts, settings = {} }: ApplianceOptions) {
  return {
    accounts: accounts.map((_, nth) => ({ id: accountId(nth), apiKeys: [keyOf(nth)] })),
    webhooks: accounts.flatMap(({ urls }, nth) =>
      urls.map((url, index) => ({
        id: `wh_${nth}_${index}`,
        account: accountId(nth),
        url,
        events: ["*"],
        secret: "whsec_YmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmU=",
      })),
    ),
    ...settings,
    server: { port, ...settings.server },
    limits: {
      apiRequestsPerMinute: MANY,
      deliveriesPerWebhookPerDay: MANY,
      webhooksPerAccount: 100_000,
      ...settings.limits,
    },
    network: { allowHttp: true, allow: ["127.0.0.0/8"], ...settings.network },
  };
}

function accountId(nth: number): string {
  return `acc_${nth}`;
}

function keyOf(account: number): string {
  return `bench-key-of-account-number-${account}`;
}
