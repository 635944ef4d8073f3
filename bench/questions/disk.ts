import { type Appliance, startAppliance } from "../harness/appliance.ts";
import { bytesKept, bytesLeftInLog } from "../harness/data-folder.ts";
import type { Bench, Figure, Form } from "../harness/figures.ts";
import { bytesWritten } from "../harness/process-figures.ts";
import { type Receiver, requireAccepted, startProducer, startReceiver, until } from "../harness/stage.ts";
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
  full: { one: 100_000, ten: 20_000, calm: 30 },
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
  const empty = await stop(await start(), folder.path);
  const running = await start();

  const busy = await written(running, () => fill(running, { events, webhooks }));
  const calmEvents = CALM_RATE * calm;
  const quiet = await written(running, () => fill(running, { events: calmEvents, webhooks, rate: CALM_RATE }));
  const bodyBytes = await sentBodyBytes(running);
  const kept = (await stop(running, folder.path)) - empty;
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
  requireAccepted(await producer.ask(order), order);
  await until(async () => (await running.deliveries("delivered")) >= before + events * webhooks);
}

/** Bytes that were written while `work` ran. */
async function written({ pid }: Appliance, work: () => Promise<void>): Promise<number> {
  const before = await bytesWritten(pid);
  await work();
  return (await bytesWritten(pid)) - before;
}

async function sentBodyBytes(running: Appliance): Promise<number> {
  const [newest] = await listed(running, "/v2/webhooks/wh_0_0/deliveries?limit=1");
  const delivery = await get(running, `/v2/webhooks/wh_0_0/deliveries/${newest?.id}`);
  return Buffer.byteLength((delivery as { request: { body: string } }).request.body);
}

/** Stops it, which brings the write-ahead log into the file; the bytes that are kept. */
async function stop(running: Appliance, folder: string): Promise<number> {
  const code = await running.end("SIGTERM");
  if (code !== 0) throw new Error(`It ended with ${code} at SIGTERM.`);
  return bytesKept(folder);
}

/** Fills, waits for the sweep, and fills again. */
async function reuse(receiver: Receiver): Promise<Figure[]> {
  using folder = lastingFolder();
  const settings = { ...QUIET, retention: { delivered: RETENTION, failed: RETENTION, held: RETENTION } };
  const accounts = [{ urls: [receiver.urlOf("/ok/swept")] }];
  const start = () => startAppliance({ accounts, settings, folder: folder.path });

  const first = await filledBytes(await start(), folder.path);
  const swept = await start();
  await until(async () => (await listed(swept, "/v2/events?limit=1")).length === 0);
  const emptied = await stop(swept, folder.path);
  const second = await filledBytes(await start(), folder.path);
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
async function filledBytes(running: Appliance, folder: string): Promise<number> {
  await fill(running, { events: 1, webhooks: 1 });
  const [first] = await listed(running, "/v2/events?limit=1");
  await fill(running, { events: SWEPT_EVENTS, webhooks: 1 });
  await get(running, `/v2/events/${first?.id}`);
  return stop(running, folder);
}

async function listed(running: Appliance, path: string): Promise<readonly { readonly id: string }[]> {
  return ((await get(running, path)) as { data: readonly { readonly id: string }[] }).data;
}

async function get(running: Appliance, path: string): Promise<unknown> {
  const answer = await fetch(`${running.url}${path}`, { headers: { authorization: running.authorizationOf(0) } });
  if (!answer.ok) throw new Error(`GET ${path} was answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
