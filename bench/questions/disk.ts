import { type Appliance, startAppliance } from "../harness/appliance.ts";
import { bytesLeftInLog, bytesWhenStopped } from "../harness/data-folder.ts";
import type { Bench, Figure, Form } from "../harness/figures.ts";
import { bytesWritten } from "../harness/process-figures.ts";
import { createReader } from "../harness/reading.ts";
import { post, type Receiver, startProducer, startReceiver, until } from "../harness/stage.ts";
import { lastingFolder } from "../harness/start-process.ts";

interface Size {
  /** Events of each fill, by the webhooks that each goes to. */
  readonly one: number;
  readonly ten: number;
  /** Seconds at a calm rate. */
  readonly calm: number;
}
interface Use {
  /** All of these a delivery, in bytes. */
  readonly writtenBusy: number;
  readonly writtenCalm: number;
  readonly keptBesidesBody: number;
  readonly bodyBytes: number;
  readonly leftInLog: number;
}

const SIZES: Readonly<Record<Form, Size>> = {
  short: { one: 10_000, ten: 2_000, calm: 2 },
  full: { one: 100_000, ten: 20_000, calm: 15 },
};
const CALM_RATE = 100;
/** The body that is sent is about a kilobyte with its envelope. */
const DATA_BYTES = 850;
/** One line an attempt is not what is asked about. */
const QUIET = { log: { level: "warn" } };
/** Events of a fill that is swept: they are in before their time is over. */
const SWEPT_EVENTS = 40_000;
const RETENTION = "20s";

/** The short form leaves the sweep out: it comes twice a minute, which is longer than a short form may take. */
export const disk: Bench = {
  question: "bytes written and bytes kept of a 1 KB delivery, and whether the file grows when what is old is swept",
  async measure(form) {
    const { one, ten, calm } = SIZES[form];
    using receiver = await startReceiver();
    const alone = await use(receiver, 1, one, calm);
    const shared = await use(receiver, 10, ten, calm);
    return [
      ...useFigures("one webhook", alone),
      ...useFigures("ten webhooks", shared),
      ...(form === "full" ? await reuse(receiver) : []),
    ];
  },
};

function useFigures(whose: string, use: Use): Figure[] {
  const bytes = (what: string, value: number) => ({ what: `${whose}: ${what}`, value, unit: "B" }) as const;
  return [
    { ...bytes("kept a delivery, besides the body once", use.keptBesidesBody), mark: { atMost: 300 } },
    bytes("an event's body, as it is sent", use.bodyBytes),
    bytes("written a delivery, at full speed", use.writtenBusy),
    bytes(`written a delivery, at ${CALM_RATE} events a second`, use.writtenCalm),
    bytes("left in the write-ahead log after a stop", use.leftInLog),
  ];
}

async function use(receiver: Receiver, webhooks: number, events: number, calm: number): Promise<Use> {
  using folder = lastingFolder();
  const urls = Array.from({ length: webhooks }, (_, nth) => receiver.urlOf(`/ok/${nth}`));
  const start = () => startAppliance({ accounts: [{ urls }], settings: QUIET, folder: folder.path });
  const empty = await bytesWhenStopped(await start());
  await using running = await start();

  const busy = await written(running, () => fill(running, { events, webhooks }));
  const calmEvents = CALM_RATE * calm;
  const quiet = await written(running, () => fill(running, { events: calmEvents, webhooks, rate: CALM_RATE }));
  const bodyBytes = await sentBodyBytes(running);
  const kept = (await bytesWhenStopped(running)) - empty;
  const all = events + calmEvents;
  return {
    writtenBusy: busy / (events * webhooks),
    writtenCalm: quiet / (calmEvents * webhooks),
    keptBesidesBody: (kept / all - bodyBytes) / webhooks,
    bodyBytes,
    leftInLog: bytesLeftInLog(folder.path),
  };
}

interface Fill {
  readonly events: number;
  readonly webhooks: number;
  readonly rate?: number;
}

/** Resolves when all that was posted is delivered and recorded. */
async function fill(running: Appliance, { events, webhooks, rate }: Fill): Promise<void> {
  using producer = startProducer();
  const before = await running.deliveries("delivered");
  const order = {
    port: running.port,
    authorizations: [running.authorizationOf(0)],
    connections: 64,
    dataBytes: DATA_BYTES,
    requests: events,
    ...(rate !== undefined && { rate }),
  };
  await post(producer, order);
  await until(async () => (await running.deliveries("delivered")) >= before + events * webhooks);
}

/** Bytes that were written while `work` ran. */
async function written({ pid }: Appliance, work: () => Promise<void>): Promise<number> {
  const before = await bytesWritten(pid);
  await work();
  return (await bytesWritten(pid)) - before;
}

async function sentBodyBytes(running: Appliance): Promise<number> {
  const path = "/v2/webhooks/wh_0_0/deliveries";
  const delivery = await get(running, `${path}/${await newest(running, path)}`);
  return Buffer.byteLength((delivery as { request: { body: string } }).request.body);
}

/** Fills, waits for the sweep, and fills again. */
async function reuse(receiver: Receiver): Promise<Figure[]> {
  using folder = lastingFolder();
  const settings = { ...QUIET, retention: { delivered: RETENTION, failed: RETENTION, held: RETENTION } };
  const accounts = [{ urls: [receiver.urlOf("/ok/swept")] }];
  const start = () => startAppliance({ accounts, settings, folder: folder.path });

  const first = await filledBytes(start);
  await using swept = await start();
  await until(async () => (await newest(swept, "/v2/events")) === undefined);
  const emptied = await bytesWhenStopped(swept);
  const second = await filledBytes(start);
  return [
    {
      what: "growth of the file from a fill to the next",
      value: (second / first - 1) * 100,
      unit: "%",
      mark: { atMost: 10 },
    },
    { what: "the file when full", value: first / 1024 ** 2, unit: "MB" },
    { what: "the file when swept", value: emptied / 1024 ** 2, unit: "MB" },
  ];
}

/** Fills it before anything is old enough to be swept; the bytes that are kept. */
async function filledBytes(start: () => Promise<Appliance>): Promise<number> {
  await using running = await start();
  await fill(running, { events: 1, webhooks: 1 });
  const first = await newest(running, "/v2/events");
  await fill(running, { events: SWEPT_EVENTS, webhooks: 1 });
  await get(running, `/v2/events/${first}`);
  return await bytesWhenStopped(running);
}

/** The id of what is first in a list. */
async function newest(running: Appliance, path: string): Promise<string | undefined> {
  const list = { path, filters: { limit: "1" }, authorization: running.authorizationOf(0) };
  return (await createReader(running.url).ids(list))[0];
}

function get(running: Appliance, path: string): Promise<unknown> {
  return createReader(running.url).get({ path, authorization: running.authorizationOf(0) });
}
