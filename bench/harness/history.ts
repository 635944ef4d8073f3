import { tmpdir } from "node:os";
import { type Appliance, startAppliance } from "./appliance.ts";
import { bytesFree, bytesWhenStopped } from "./data-folder.ts";
import { type Producer, post, type Receiver, until } from "./stage.ts";
import { lastingFolder } from "./start-process.ts";

/** A delivery log with something rare and something frequent for every filter. */
export interface History {
  readonly running: Appliance;
  readonly operator: string;
  /** Between these its events were created, in milliseconds since the epoch. */
  readonly beganAt: number;
  readonly endedAt: number;
}
export interface Helpers {
  readonly receiver: Receiver;
  readonly producer: Producer;
}

/** Of the ten webhooks: the others are as the first. */
export const WEBHOOKS = {
  ok: "wh_0_0",
  /** Of a thousand one failed. */
  flaky: "wh_0_7",
  failing: "wh_0_8",
  /** Held, and the first batch canceled. */
  disabled: "wh_0_9",
} as const;
const ENDPOINTS = [...Array.from({ length: 7 }, () => "/ok"), "/flaky/1000", "/status/500", "/ok"];

export const FREQUENT_TYPE = "task.updated";
/** One in a thousand. */
export const RARE_TYPE = "workflow.triggered";
const OF_A_THOUSAND: readonly (readonly [type: string, count: number])[] = [
  [FREQUENT_TYPE, 600],
  ["task.created", 200],
  ["comment.created", 150],
  ["task.completed", 30],
  ["task.assigned", 15],
  ["task.deleted", 4],
  [RARE_TYPE, 1],
];

/** Besides the one that has everything: lists over all accounts pass by these. */
const QUIET_ACCOUNTS = 200;
/** With its own it has as many as an account may. */
const KEYS = 99;
const BATCH = 1_000;
/** Batches that are posted before their deliveries are waited for. */
const SLICE = 5;
const DATA_BYTES = 100;
const OPERATOR_KEY = "bench-operator-key-0123456789abcdef";

/** What a fill takes on the disk, from what a small one took; said, and refused when the disk has not as much. */
export async function requireRoom(helpers: Helpers, deliveries: number): Promise<void> {
  using folder = lastingFolder();
  await using running = await startForHistory(helpers, folder.path);
  const events = 10 * BATCH;
  await fill(helpers, running, events);
  const each = (await bytesWhenStopped(running)) / (events * ENDPOINTS.length);
  const needed = each * deliveries;
  const free = bytesFree(tmpdir());
  const room = `${megabytes(needed)} in ${tmpdir()}, which has ${megabytes(free)}`;
  process.stdout.write(`  ${deliveries.toLocaleString("en")} deliveries of ${Math.round(each)} B take about ${room}\n`);
  if (free < 1.2 * needed) throw new Error(`Too little room: it takes ${room}. Name a larger folder by TMPDIR.`);
}

export function startForHistory({ receiver }: Helpers, folder: string): Promise<Appliance> {
  const urls = ENDPOINTS.map((path, nth) => receiver.urlOf(`${path}/${nth}`));
  return startAppliance({
    accounts: [{ urls }, ...Array.from({ length: QUIET_ACCOUNTS }, () => ({ urls: [] }))],
    settings: { delivery: { retries: [], onExhausted: "fail-delivery" }, log: { level: "warn" } },
    environment: { TASKFLOW_HOOKS_OPERATOR_KEY: OPERATOR_KEY },
    folder,
  });
}

/** Makes so many deliveries through the API; resolves when nothing is pending. */
export async function makeHistory(helpers: Helpers, running: Appliance, deliveries: number): Promise<History> {
  const events = deliveries / ENDPOINTS.length;
  const beganAt = Date.now();
  await send(running, "PATCH", `/v2/webhooks/${WEBHOOKS.disabled}`, { enabled: false });
  await fill(helpers, running, BATCH);
  await send(running, "POST", `/v2/webhooks/${WEBHOOKS.disabled}/discard`, {});
  for (let tenth = 0; tenth < 10; tenth++) {
    await fill(helpers, running, (events - BATCH) / 10);
    const seconds = Math.round((Date.now() - beganAt) / 1000);
    process.stdout.write(`  filled ${tenth + 1}0 %, ${seconds} s\n`);
  }
  for (let nth = 0; nth < KEYS; nth++) await send(running, "POST", "/v2/accounts/acc_0/keys", { name: `key ${nth}` });
  return { running, operator: `Bearer ${OPERATOR_KEY}`, beganAt, endedAt: Date.now() };
}

/** Slice by slice, so that what is pending stays in memory. */
async function fill({ producer, receiver }: Helpers, running: Appliance, events: number): Promise<void> {
  const order = {
    port: running.port,
    authorizations: [running.authorizationOf(0)],
    connections: 2,
    batch: BATCH,
    dataBytes: DATA_BYTES,
    types: types(),
  };
  for (let left = Math.ceil(events / BATCH); left > 0; left -= SLICE) {
    const requests = Math.min(SLICE, left);
    await post(producer, { ...order, requests });
    await until(async () => (await running.deliveries("pending")) === 0);
    // Its report grows with every request.
    await receiver.reset();
  }
}

/** A thousand types, in their shares, well mixed. */
function types(): string[] {
  const all = OF_A_THOUSAND.flatMap(([type, count]) => Array.from({ length: count }, () => type));
  return all.map((_, nth) => all[(nth * 389) % all.length] ?? FREQUENT_TYPE);
}

async function send(running: Appliance, method: string, path: string, body: object): Promise<void> {
  const authorization = path.startsWith("/v2/accounts") ? `Bearer ${OPERATOR_KEY}` : running.authorizationOf(0);
  const headers = { authorization, "content-type": "application/json" };
  const answer = await fetch(`${running.url}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString("en")} MB`;
}
