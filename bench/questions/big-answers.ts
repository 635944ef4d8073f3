import { type Appliance, startAppliance } from "../harness/appliance.ts";
import type { Bench, Form } from "../harness/figures.ts";
import { forgetPeak, peakResidentMb, residentMb } from "../harness/process-figures.ts";
import { requireAccepted, startProducer, startReceiver, until } from "../harness/stage.ts";

const ENDPOINTS = 200;
const EVENTS: Readonly<Record<Form, number>> = { short: 5, full: 25 };
/** Two thousand answers fill SQLite's page cache, which takes 64 MB once, and let the heap find its size: what grows then is a leak. */
const WARM_UP = 10;
/** Until a socket that was cut is missed at the other end. */
const CLOSED_WITHIN_MS = 5_000;

export const bigAnswers: Bench = {
  question: "200 endpoints that answer a gigabyte each: what is taken of it, and what it costs",
  async measure(form) {
    using receiver = await startReceiver();
    const paths = Array.from({ length: ENDPOINTS }, (_, nth) => `/flood/${nth}`);
    await using server = await startAppliance({ accounts: [{ urls: paths.map(receiver.urlOf) }] });
    const idle = await residentMb(server.pid);
    await postAndWait(server, WARM_UP);
    await forgetPeak(server.pid);
    const before = await residentMb(server.pid);

    await postAndWait(server, EVENTS[form]);
    const deliveries = (WARM_UP + EVENTS[form]) * ENDPOINTS;
    const delivered = await server.deliveries("delivered");
    const patience = performance.now() + CLOSED_WITHIN_MS;
    const open = async () => (await receiver.report()).openConnections;
    await until(async () => (await open()) === 0 || performance.now() > patience);
    const { byPath } = await receiver.report();
    const taken = Object.values(byPath).map(({ bytesTaken, received }) => bytesTaken / received / 1024 ** 2);
    const growth = (await peakResidentMb(server.pid)) - before;
    return [
      // 64 KiB of 200 answers are 13 MB until they are stored. The rest is for the chunks that they came in, until they are collected.
      { what: "resident memory above that, at its most", unit: "MB", mark: { atMost: 60 }, value: growth },
      { what: "resident memory after the first 2,000 answers", unit: "MB", value: before },
      { what: "resident memory before the first", unit: "MB", value: idle },
      { what: "delivered", unit: "%", mark: { atLeast: 100 }, value: (delivered / deliveries) * 100 },
      // Beyond the 64 KiB there is what the kernel holds for a loopback socket: 4 MB of the sender, a share of 32 MB of the receiver.
      { what: "most of an answer that an endpoint wrote", unit: "MB", mark: { atMost: 8 }, value: Math.max(...taken) },
      { what: "sockets left open", unit: "", mark: { atMost: 0 }, value: await open() },
    ];
  },
};

/** Posts events one after another, and resolves when their deliveries are settled. */
async function postAndWait(server: Appliance, events: number): Promise<void> {
  using producer = startProducer();
  const order = {
    port: server.port,
    authorizations: [server.authorizationOf(0)],
    connections: 1,
    dataBytes: 850,
    requests: events,
  };
  requireAccepted(await producer.ask(order), order);
  await until(async () => (await server.deliveries("pending")) === 0);
}
