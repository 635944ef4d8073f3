import { expect, test } from "bun:test";
import { discardDeliveries } from "../../src/actions/discard.ts";
import { ingestEvents } from "../../src/actions/ingest-events.ts";
import { redeliver } from "../../src/actions/redeliver.ts";
import { sendTest } from "../../src/actions/send-test.ts";
import { HOUR, MINUTE, SECOND } from "../../src/core/time.ts";
import { answered, delivered, refused, startEngine } from "../support/engine.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { openTemporaryStore } from "../support/temporary-store.ts";

const URL = "http://a.test/";
const FAULTS = [
  ["fails", "EIO"],
  ["is full", "ENOSPC"],
] as const;

/** An engine on a disk that takes commits and, while it is broken, does not keep them. */
async function setup() {
  let fault: NodeJS.ErrnoException | null = null;
  const temporary = await openTemporaryStore({ syncFile: (_, done) => void setImmediate(done, fault) });
  const engine = await startEngine({}, { store: temporary.store, clock: createFakeClock() });
  return {
    ...engine,
    breakDisk(code: string) {
      fault = Object.assign(new Error(`${code}: fdatasync`), { code });
    },
    mendDisk() {
      fault = null;
      engine.faults.length = 0;
    },
    /** A webhook whose next events are claimed as they are stored. */
    async busyWebhook() {
      const record = await engine.webhook(URL);
      await engine.post();
      await engine.clock.rest();
      return record;
    },
    attempts: () => engine.sent.length,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await temporary[Symbol.asyncDispose]();
    },
  };
}
type Engine = Awaited<ReturnType<typeof setup>>;

/** An hour in which leases that ran out are freed. */
async function passAnHour({ clock, housekeeping }: Engine): Promise<void> {
  for (let passed = 0; passed < HOUR; passed += MINUTE) {
    await clock.advance(MINUTE);
    await housekeeping.tidy();
  }
}

for (const [what, code] of FAULTS) {
  test.each([0, 20 * SECOND, 20 * MINUTE])(
    `a claim whose commit comes to a disk that ${what} is made again when it works again, %d ms later`,
    async (outage) => {
      await using engine = await setup();
      const { webhook } = await engine.webhook(URL);
      engine.behave(URL, refused(), delivered);
      await engine.post(3);
      await engine.clock.rest();
      engine.breakDisk(code);
      await engine.clock.advance(5 * SECOND);
      expect(engine.attempts()).toBe(3);
      await engine.clock.advance(outage);
      engine.mendDisk();
      await engine.clock.advance(2 * SECOND);
      expect(engine.attempts()).toBe(4);
      await passAnHour(engine);
      expect(engine.attempts()).toBe(4);
      expect((await engine.deliveries(webhook)).map(({ state }) => state)).toEqual(Array(3).fill("delivered"));
    },
  );

  test.each([0, 20 * SECOND, 20 * MINUTE])(
    `what is stored by a commit that comes to a disk that ${what} is sent once when it works again, %d ms later`,
    async (outage) => {
      await using engine = await setup();
      const { webhook } = await engine.busyWebhook();
      engine.breakDisk(code);
      const refusal = code === "ENOSPC" ? "StorageFull" : "StorageFault";
      await expect(engine.post(3)).rejects.toMatchObject({ name: refusal });
      await expect(engine.post(3)).rejects.toMatchObject({ name: refusal });
      await engine.clock.advance(outage);
      expect(engine.attempts()).toBe(1);
      engine.mendDisk();
      await engine.clock.advance(2 * SECOND);
      expect(engine.attempts()).toBe(4);
      await passAnHour(engine);
      expect(engine.attempts()).toBe(4);
      expect((await engine.deliveries(webhook)).map(({ state }) => state)).toEqual(Array(4).fill("delivered"));
    },
  );
}

test("a request that is repeated under its key when the disk works again sends nothing twice", async () => {
  await using engine = await setup();
  await engine.busyWebhook();
  const { context, account } = engine;
  const events = [{ type: "task.created", data: "{}" }];
  const idempotency = { key: "k", body: Buffer.from("{}") };
  const post = () => ingestEvents(context, account, { events, shape: "one", idempotency });
  engine.breakDisk("EIO");
  await expect(post()).rejects.toMatchObject({ name: "StorageFault" });
  engine.mendDisk();
  expect(await post()).toMatchObject({ replayed: true });
  await passAnHour(engine);
  expect(engine.attempts()).toBe(2);
});

test("a test event whose commit comes to a disk that fails is attempted when it works again", async () => {
  await using engine = await setup();
  const record = await engine.webhook(URL);
  engine.breakDisk("EIO");
  await expect(sendTest(engine.context, record)).rejects.toMatchObject({ name: "StorageFault" });
  engine.mendDisk();
  await engine.clock.advance(2 * SECOND);
  expect(engine.attempts()).toBe(1);
  await passAnHour(engine);
  expect(engine.attempts()).toBe(1);
});

test("what is asked for before all is let go comes to that end, and to no other", async () => {
  await using engine = await setup();
  const record = await engine.busyWebhook();
  const states = async () => (await engine.deliveries(record.webhook)).map(({ state }) => state);
  const refusedPost = async () => {
    engine.breakDisk("EIO");
    await expect(engine.post()).rejects.toMatchObject({ name: "StorageFault" });
    engine.mendDisk();
    const [newest] = await engine.deliveries(record.webhook);
    return newest?.id ?? "";
  };
  await redeliver(engine.context, record, await refusedPost());
  await passAnHour(engine);
  expect(await states()).toEqual(["delivered", "delivered"]);
  await refusedPost();
  expect(await discardDeliveries(engine.context, record, {})).toBe(1);
  await passAnHour(engine);
  expect(await states()).toEqual(["canceled", "delivered", "delivered"]);
  expect(engine.attempts()).toBe(2);
});

test("an attempt whose record comes to a disk that fails has its consequences when it works again", async () => {
  await using engine = await setup();
  const { webhook } = await engine.webhook(URL);
  engine.behave(URL, refused(), "hang");
  await engine.post();
  await engine.clock.rest();
  await engine.post();
  await engine.clock.rest();
  engine.breakDisk("EIO");
  engine.answer(URL, answered(410));
  await engine.clock.rest();
  engine.mendDisk();
  await engine.clock.advance(2 * SECOND);
  expect(await engine.deliveries(webhook)).toMatchObject([
    { state: "failed", attempts: [{ statusCode: 410 }] },
    { state: "held", heldReason: "webhook_failed" },
  ]);
});
