import { type Appliance, startAppliance } from "../harness/appliance.ts";
import { type Bench, type Figure, type Form, median } from "../harness/figures.ts";
import { peakResidentMb } from "../harness/process-figures.ts";
import { type Producer, post, type Receiver, startProducer, startReceiver, until } from "../harness/stage.ts";
import { lastingFolder } from "../harness/start-process.ts";

interface Size {
  readonly pending: number;
  readonly rounds: number;
  /** Posted in a round, to each account. */
  readonly events: number;
  /** Delivered after a restart, before memory is looked at. */
  readonly drained: number;
}
interface Stage {
  readonly receiver: Receiver;
  readonly producer: Producer;
  readonly folder: string;
}

const SIZES: Readonly<Record<Form, Size>> = {
  short: { pending: 50_000, rounds: 4, events: 4_000, drained: 5_000 },
  full: { pending: 1_000_000, rounds: 8, events: 10_000, drained: 100_000 },
};
/** The body that is sent is about a kilobyte with its envelope. */
const DATA_BYTES = 850;
const BATCH = 1_000;
/** The accounts by number: the backlog is of one, the other's endpoint answers. */
const BEHIND = 0;
const PROMPT = 1;

export const backlog: Bench = {
  question: "with very many deliveries pending: the rate of ingest, memory, and how soon a restart delivers",
  async measure(form) {
    const { pending, rounds, events, drained } = SIZES[form];
    using folder = lastingFolder();
    using receiver = await startReceiver();
    using producer = startProducer();
    const stage = { receiver, producer, folder: folder.path };

    await using filled = await start(stage, "/hang/filled", folder.path);
    const fillRate = await fill(producer, filled, pending);
    const memory = await peakResidentMb(filled.pid);
    const ingest = await compareIngest(stage, filled, rounds, events);
    await filled.end("SIGKILL");
    const killed = await restart(stage, "/ok/killed", drained);
    const stopped = await restart(stage, "/ok/stopped", drained);

    const count = pending.toLocaleString("en");
    const resident = { unit: "MB", mark: { atMost: 250 } } as const;
    return [
      ...ingest,
      {
        what: `accepted a second, filling up in batches of ${BATCH.toLocaleString("en")}`,
        unit: "/s",
        value: fillRate,
      },
      { what: `most resident memory, until ${count} were pending`, ...resident, value: memory },
      ...restartFigures("kill -9", killed),
      ...restartFigures("SIGTERM", stopped),
    ];
  },
};

function start({ receiver }: Stage, path: string, folder?: string): Promise<Appliance> {
  const accounts = [{ urls: [receiver.urlOf(path)] }, { urls: [receiver.urlOf("/ok/prompt")] }];
  return startAppliance({ accounts, ...(folder !== undefined && { folder }) });
}

/** Until so many deliveries are pending; the events accepted a second. */
async function fill(producer: Producer, running: Appliance, pending: number): Promise<number> {
  const requests = pending / BATCH;
  const authorizations = [running.authorizationOf(BEHIND)];
  const order = { port: running.port, authorizations, connections: 4, batch: BATCH, dataBytes: DATA_BYTES, requests };
  return pending / (await post(producer, order)).seconds;
}

/** Rates of one round after the other. */
interface Rates {
  readonly prompt: number[];
  readonly behind: number[];
}

/** Single events to an appliance with a backlog and to one without, in turn, so that the machine's noise meets both. */
async function compareIngest(stage: Stage, full: Appliance, rounds: number, events: number): Promise<Figure[]> {
  await using empty = await start(stage, "/hang/empty");
  const filled = { running: full, rates: { prompt: [], behind: [] } as Rates };
  const unfilled = { running: empty, rates: { prompt: [], behind: [] } as Rates };
  await ingestRate(stage, empty, PROMPT, events);
  for (let round = 0; round < rounds; round++) {
    for (const { running, rates } of round % 2 === 0 ? [unfilled, filled] : [filled, unfilled]) {
      rates.prompt.push(await ingestRate(stage, running, PROMPT, events));
      rates.behind.push(await ingestRate(stage, running, BEHIND, events));
    }
  }
  return [
    ...ingestFigures("another account", filled.rates.prompt, unfilled.rates.prompt),
    ...ingestFigures("its own account", filled.rates.behind, unfilled.rates.behind),
  ];
}

function ingestFigures(whose: string, filled: readonly number[], empty: readonly number[]): Figure[] {
  const ratios = filled.map((rate, nth) => rate / (empty[nth] ?? Number.NaN));
  return [
    { what: `ingest ÷ ingest when empty, ${whose}`, unit: "", mark: { atLeast: 0.9 }, ...median(ratios) },
    { what: `accepted a second, ${whose}`, unit: "/s", ...median(filled) },
    { what: `accepted a second when empty, ${whose}`, unit: "/s", ...median(empty) },
  ];
}

/** Events accepted a second; resolves when those that have an endpoint that answers are recorded. */
async function ingestRate({ producer }: Stage, running: Appliance, account: number, events: number): Promise<number> {
  const before = await running.deliveries("delivered");
  const authorizations = [running.authorizationOf(account)];
  const order = { port: running.port, authorizations, connections: 64, dataBytes: DATA_BYTES, requests: events };
  const { seconds } = await post(producer, order);
  if (account === PROMPT) await until(async () => (await running.deliveries("delivered")) >= before + events);
  return events / seconds;
}

interface Restart {
  readonly readyMs: number;
  /** From the start of the process until the endpoint got its first request. */
  readonly firstMs: number;
  /** Delivered and recorded a second, from the first on. */
  readonly drainRate: number;
  readonly residentMb: number;
}

/** Starts on a folder with a backlog, now with an endpoint that answers; stopped again by SIGTERM. */
async function restart(stage: Stage, path: string, drained: number): Promise<Restart> {
  const began = performance.now();
  const starting = start(stage, path, stage.folder);
  const first = stage.receiver.received(path, 1).then(() => performance.now());
  await using running = await starting;
  const firstAt = await first;
  const before = await running.deliveries("delivered");
  const from = performance.now();
  await until(async () => (await running.deliveries("delivered")) >= before + drained);
  const seconds = (performance.now() - from) / 1000;
  const residentMb = await peakResidentMb(running.pid);
  await running.end("SIGTERM");
  return { readyMs: running.readyMs, firstMs: firstAt - began, drainRate: drained / seconds, residentMb };
}

function restartFigures(after: string, { readyMs, firstMs, drainRate, residentMb }: Restart): Figure[] {
  return [
    { what: `start to first delivery, after ${after}`, unit: "s", mark: { atMost: 1 }, value: firstMs / 1000 },
    { what: `start to ready, after ${after}`, unit: "ms", value: readyMs },
    { what: `delivered a second from the backlog, after ${after}`, unit: "/s", value: drainRate },
    { what: `most resident memory, after ${after}`, unit: "MB", mark: { atMost: 250 }, value: residentMb },
  ];
}
