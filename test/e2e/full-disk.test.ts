import { expect, setDefaultTimeout, test } from "bun:test";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canMount, onDiskOf, throughProcess } from "../support/own-mounts.ts";
import { answer, startReceiver, writing } from "../support/receiver.ts";
import { type AcceptedEvent, type Appliance, startAppliance } from "./appliance.ts";
import { eventIdOf } from "./arrivals.ts";
import { readSystem } from "./read-system.ts";

setDefaultTimeout(30_000);

const OPERATOR = "operator-key-of-the-disk";
const DISK_BYTES = 4 * 1024 * 1024;
/** Attempts in flight to an endpoint that has not answered yet. */
const FIRST_WINDOW = 8;

/** An appliance with its data on a disk of its own, which is small. */
async function startOnSmallDisk() {
  const appliance = await startAppliance({ operatorKeys: [OPERATOR] }, (command, folder) =>
    onDiskOf(DISK_BYTES, join(folder, "data"), command),
  );
  const data = throughProcess(appliance.pid, join(appliance.folder, "data"));
  const ballast = join(data, "ballast");
  return {
    appliance,
    /** Leaves no byte free. */
    fill() {
      const { bavail, bsize } = statfsSync(data);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    },
    makeRoom: () => rmSync(ballast),
    [Symbol.asyncDispose]: () => appliance[Symbol.asyncDispose](),
  };
}

const readiness = async ({ url }: Appliance) => (await fetch(`${url}/readyz`)).status;

async function gauge({ url }: Appliance, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1]);
}

/** Posts events until one is refused; those that were accepted, and the refusal. */
async function postUntilRefused(appliance: Appliance) {
  const accepted: AcceptedEvent[] = [];
  for (;;) {
    const event = { type: "task.created", data: { text: "x".repeat(20_000) } };
    const { status, body } = await appliance.post<AcceptedEvent & { code: string }>("/v2/events", event);
    if (status !== 202) return { accepted, refusal: [status, body.code] };
    accepted.push(body);
  }
}

test.skipIf(!canMount)(
  "a full disk: events get 507, attempts in flight are recorded later, none is lost or repeated, and it ends by itself (skipped where no disk can be mounted)",
  async () => {
    await using receiver = await startReceiver();
    await using disk = await startOnSmallDisk();
    const { appliance } = disk;
    await appliance.webhook(receiver.url);
    const answered = Promise.withResolvers<void>();
    receiver.reply(writing((socket) => void answered.promise.then(() => socket.write(answer(200)))));
    const before = await appliance.events(Array.from({ length: 200 }, () => ({})));
    await receiver.received(FIRST_WINDOW);

    disk.fill();
    const { accepted, refusal } = await postUntilRefused(appliance);
    expect(refusal).toEqual([507, "storage_full"]);
    await appliance.logged("the storage fails");
    expect(await readiness(appliance)).toBe(503);
    const full = await readSystem(appliance, OPERATOR);
    expect(full.findings).toMatchObject([{ code: "storage_full", severity: "critical" }]);
    expect(full.findings[0]?.detail).toContain(`disk of ${join(appliance.folder, "data")}`);
    expect(full.storage).toMatchObject({ status: "full", disk_bytes: expect.any(Number) });
    answered.resolve();
    while ((await gauge(appliance, "taskflow_hooks_attempts_in_flight")) > 0) await Bun.sleep(20);
    expect(receiver.requests.length).toBeLessThan(before.length / 2);
    expect((await appliance.get("/v2/webhooks")).status).toBe(200);
    expect((await appliance.post("/v2/events", { type: "task.created", data: {} })).status).toBe(507);

    disk.makeRoom();
    while ((await readiness(appliance)) !== 200) await Bun.sleep(20);
    const after = await appliance.events([{}]);
    while ((await readSystem(appliance, OPERATOR)).storage.status !== "ok") await Bun.sleep(20);
    const events = [...before, ...accepted, ...after];
    await appliance.recorded("delivered", events.length);
    expect(receiver.requests.map(eventIdOf).sort()).toEqual(events.map(({ id }) => id).sort());
  },
);
