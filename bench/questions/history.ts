import type { Appliance } from "../harness/appliance.ts";
import { type Bench, type Figure, type Form, type Mark, percentile } from "../harness/figures.ts";
import { type History, makeHistory, requireRoom, startForHistory, WEBHOOKS } from "../harness/history.ts";
import { lists, type NamedList, shortLists } from "../harness/history-lists.ts";
import { peakResidentMb } from "../harness/process-figures.ts";
import { createReader, type List, pageOf, type Read, type Reader, type ReadTimes } from "../harness/reading.ts";
import { startProducer, startReceiver } from "../harness/stage.ts";
import { lastingFolder } from "../harness/start-process.ts";

interface Size {
  readonly deliveries: number;
  /** Of each list, and of each way to read it. */
  readonly reads: number;
  /** Pages that are passed before a deep page is timed. */
  readonly below: number;
}

const SIZES: Readonly<Record<Form, Size>> = {
  short: { deliveries: 100_000, reads: 25, below: 10 },
  full: { deliveries: 10_000_000, reads: 200, below: 50 },
};
const LIST: Mark = { atMost: 10 };
const STATS: Mark = { atMost: 50 };

/** Every list by every filter, and each read at its newest end, deep down, long ago, and in a short while of the middle. */
export const history: Bench = {
  question: "with a long delivery log: milliseconds (p99) of every list by every filter, the worst first",
  async measure(form) {
    const { deliveries, reads, below } = SIZES[form];
    using receiver = await startReceiver();
    using producer = startProducer();
    const helpers = { receiver, producer };
    await requireRoom(helpers, deliveries);
    using folder = lastingFolder();
    const start = () => startForHistory(helpers, folder.path);
    await using running = await start();
    const filled = await makeHistory(helpers, running, deliveries);
    const reader = createReader(running.url);

    const figures: Figure[] = [];
    for (const list of lists(filled)) figures.push(...(await listFigures(reader, filled, list, { reads, below })));
    for (const list of shortLists(filled)) {
      figures.push(figure(`${list.what}, newest`, LIST, await reader.timePages(list, 0, reads)));
    }
    figures.push(...(await singleFigures(reader, filled, reads)), ...(await statsFigures(reader, filled, reads)));
    return [...figures.toSorted((a, b) => b.value - a.value), ...(await processFigures(running, start))];
  },
};

async function listFigures(
  reader: Reader,
  filled: History,
  list: NamedList,
  { reads, below }: Pick<Size, "reads" | "below">,
): Promise<Figure[]> {
  const before = across(filled, reads, 0, 0.2).map((until) => pageOf(within(list, { until }), null));
  const briefly = across(filled, reads, 0.2, 0.8).map((since) => {
    const until = new Date(Date.parse(since) + (filled.endedAt - filled.beganAt) / 50).toISOString();
    return pageOf(within(list, { since, until }), null);
  });
  const newest = Array.from({ length: reads }, () => pageOf(list, null));
  return [
    figure(`${list.what}, newest`, LIST, await reader.time(newest)),
    figure(`${list.what}, ${below} pages down`, LIST, await reader.timePages(list, below, reads)),
    figure(`${list.what}, long ago`, LIST, await reader.time(before)),
    figure(`${list.what}, in the middle`, LIST, await reader.time(briefly)),
  ];
}

/** Deliveries and events of all times, one by one, and what is found by their ids. */
async function singleFigures(reader: Reader, filled: History, reads: number): Promise<Figure[]> {
  const authorization = filled.running.authorizationOf(0);
  async function idsOf(path: string): Promise<string[]> {
    const ids: string[] = [];
    for (const until of across(filled, reads, 0.1, 1)) {
      const [id] = await reader.ids({ path, filters: { until, limit: "1" }, authorization });
      if (id !== undefined) ids.push(id);
    }
    return ids;
  }
  const ofFlaky = `/v2/webhooks/${WEBHOOKS.flaky}/deliveries`;
  const [deliveries, events] = [await idsOf(ofFlaky), await idsOf("/v2/events")];
  const each = async (what: string, ids: readonly string[], pathOf: (id: string) => string, key = authorization) =>
    figure(what, LIST, await reader.time(ids.map((id): Read => ({ path: pathOf(id), authorization: key }))));
  const figures = [
    await each("a delivery", deliveries, (id) => `${ofFlaky}/${id}`),
    await each("an event", events, (id) => `/v2/events/${id}`),
  ];
  const whose = { "an account": authorization, "all accounts": filled.operator };
  for (const [name, key] of Object.entries(whose)) {
    const find = (what: string, ids: readonly string[], query: (id: string) => string) =>
      each(`deliveries of ${name} by ${what}`, ids, (id) => `/v2/deliveries?${query(id)}`, key);
    figures.push(
      await find("event_id", events, (id) => `event_id=${id}`),
      await find("id", deliveries, (id) => `id=${id}`),
      await find("an event's id", events, (id) => `id=${id.slice("evt_".length)}`),
      await find("the beginning of an id", deliveries, (id) => `id=${id.slice(0, "del_".length + 8)}`),
    );
  }
  return figures;
}

async function statsFigures(reader: Reader, filled: History, reads: number): Promise<Figure[]> {
  const whose = { "an account": filled.running.authorizationOf(0), "all accounts": filled.operator };
  const figures: Figure[] = [];
  for (const [name, authorization] of Object.entries(whose)) {
    for (const window of ["1h", "24h", "7d"]) {
      const all = Array.from({ length: reads }, () => ({ path: `/v2/stats?window=${window}`, authorization }));
      figures.push(figure(`stats of ${name}, ${window}`, STATS, await reader.time(all)));
    }
  }
  return figures;
}

async function processFigures(running: Appliance, start: () => Promise<Appliance>): Promise<Figure[]> {
  const memory = await peakResidentMb(running.pid);
  await running.end("SIGTERM");
  await using again = await start();
  return [
    { what: "most resident memory, filling and reading", value: memory, unit: "MB" },
    { what: "start to ready, on all of it", value: again.readyMs, unit: "ms" },
  ];
}

/** So many times, evenly from one part of the history to another; 0 is its beginning, 1 its end. */
function across({ beganAt, endedAt }: History, count: number, from: number, to: number): string[] {
  return Array.from({ length: count }, (_, nth) => {
    const part = from + ((to - from) * (nth + 1)) / count;
    return new Date(beganAt + (endedAt - beganAt) * part).toISOString();
  });
}

function within<Some extends List>(list: Some, times: List["filters"]): Some {
  return { ...list, filters: { ...list.filters, ...times } };
}

function figure(what: string, mark: Mark, times: ReadTimes): Figure {
  return { what, value: percentile(times, 0.99), unit: "ms", mark };
}
