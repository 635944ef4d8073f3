import { type Appliance, startAppliance } from "../harness/appliance.ts";
import type { Bench, Form } from "../harness/figures.ts";
import { forgetPeak, peakResidentMb, residentMb } from "../harness/process-figures.ts";
import { requireAccepted, startProducer, startReceiver, until } from "../harness/stage.ts";

const ENDPOINTS = 200;
const EVENTS: Readonly<Record<Form, number>> = { short: 5, full: 25 };
const WARM_UP = 2_000;
/** Until a socket that was cut is missed at the other end. */
const CLOSED_WITHIN_MS = 5_000;

export const bigAnswers: Bench = {
  question: "200 endpoints that answer a gigabyte each: what is taken of it, and what it costs",
  async measure(form) {
    using receiver = await startReceiver();
    using warmUpReceiver = await startReceiver();
    const paths = Array.from({ length: ENDPOINTS }, (_, nth) => `/flood/${nth}`);
    await using server = await startAppliance({
      accounts: [{ urls: paths.map(receiver.urlOf) }, { urls: [warmUpReceiver.urlOf("/ok")] }],
    });
    await postAndWait(server, 1, WARM_UP);
    await forgetPeak(server.pid);
    const before = await residentMb(server.pid);

    await postAndWait(server, 0, EVENTS[form]);
    const deliveries = EVENTS[form] * ENDPOINTS;
    const delivered = (await server.deliveries("delivered")) - WARM_UP;
    const patience = performance.now() + CLOSED_WITHIN_MS;
    const open = async () => (await receiver.report()).openConnections;
    await until(async () => (await open()) === 0 || performance.now() > patience);
    const { byPath } = await receiver.report();
    const taken = Object.values(byPath).map(({ bytesTaken, received }) => bytesTaken / received / 1024 ** 2);
    const growth = (await peakResidentMb(server.pid)) - before;
    return [
      // 200 answers at once, of which 64 KiB are kept until they are stored, are 13 MB; the chunks that they came in, as much again.
      { what: "resident memory above what it was", unit: "MB", mark: { atMost: 60 }, value: growth },
      { what: "resident memory before", unit: "MB", value: before },
      { what: "delivered", unit: "%", mark: { atLeast: 100 }, value: (delivered / deliveries) * 100 },
      // Beyond the 64 KiB there is what the kernel holds for a loopback socket: 4 MB of the sender, a share of 32 MB of the receiver.
      { what: "most of an answer that an endpoint wrote", unit: "MB", mark: { atMost: 8 }, value: Math.max(...taken) },
      { what: "sockets left open", unit: "", mark: { atMost: 0 }, value: await open() },
    ];
  },
};

/** Posts an account's events one after another, and resolves when their deliveries are settled. */
async function postAndWait(server: Appliance, account: number, events: number): Promise<void> {
  using producer = startProducer();
  const order = {
    port: server.port,
    authorizations: [server.authorizationOf(account)],
    connections: 1,
    dataBytes: 850,
    requests: events,
  };
  requireAccepted(await producer.ask(order), order);
  await until(async () => (await server.deliveries("pending")) === 0);
}
