import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIdSource } from "../../src/core/ids.ts";
import type { Settlement } from "../../src/core/settle.ts";
import type { Webhook } from "../../src/core/webhook.ts";
import { openStore } from "../../src/store/sqlite/open.ts";

const MAX_BYTES = 4 * 1024 * 1024;
const BODY = JSON.stringify("x".repeat(20_000));
/** As many of these bodies need more than four fifths of it. */
const MANY = 160;

async function setup() {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-"));
  const store = await openStore({ folder, maxBytes: MAX_BYTES });
  const ids = createIdSource(Date.now, (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>));
  const now = Date.now();
  const account = await store.accounts.create({ id: "acc_1", name: null, managedBy: "api", createdAt: now });
  if (!account) throw new Error("no account");
  const webhook = (await store.webhooks.create(
    {
      ...{ id: "wh_1", account: account.row, url: "https://a.test/", description: null, events: ["*"], enabled: true },
      ...{ secret: "s", managedBy: "api", createdAt: now, updatedAt: now },
    },
    10,
  )) as Webhook;

  async function post(dueAt: number = now, body = BODY): Promise<string> {
    const id = ids.mint("evt");
    const delivery = {
      id: ids.mint("del"),
      webhook: webhook.row,
      trigger: "event",
      heldReason: null,
      lease: null,
    } as const;
    const event = { id, account: webhook.account, type: "task.created", timestamp: "2024-02-10T12:00:00Z", body };
    await store.events.ingest([{ ...event, createdAt: now, test: false, deliveries: [{ ...delivery, dueAt }] }]);
    return delivery.id.text;
  }

  return {
    store,
    post,
    async settle(settlement: Settlement, answer = "") {
      const lease = { token: 1, until: now + 1, untilMonotonic: 1 };
      const { claimed } = await store.queue.claim(webhook.row, now, 1, lease);
      const [delivery] = claimed;
      if (!delivery) throw new Error("nothing to claim");
      await store.queue.settle({
        ...{ delivery, settlement, at: now, countedDay: null },
        request: { url: "https://a.test/", taskflowSignature: `sha256=${"ab".repeat(32)}`, standardSignature: "v1," },
        attempt: {
          ...{ number: 1, startedAt: now, responseTimeMs: 1, statusCode: 200, error: null },
          response: { status: 200, headers: {}, body: Buffer.from(answer), truncated: false },
        },
      });
    },
    async makeRoom() {
      let looked = 0;
      for (let last = 10; last >= 10; looked += last) last = await store.upkeep.makeRoom(10);
      return looked;
    },
    async stateOf(id: string) {
      return (await store.deliveries.find(webhook.row, id))?.state;
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test("where little room is left the oldest of what was delivered goes, and nothing else", async () => {
  await using world = await setup();
  const waiting = await world.post(Date.now() + 1_000_000);
  const failed = await world.post();
  await world.settle({ state: "failed", failureReason: "exhausted", failsWebhook: false });
  const delivered: string[] = [];
  expect(await world.makeRoom()).toBe(0);
  for (let n = 0; n < MANY; n++) {
    delivered.push(await world.post());
    await world.settle({ state: "delivered" });
  }
  expect(await world.makeRoom()).toBeGreaterThan(0);
  const states = await Promise.all(delivered.map(world.stateOf));
  const firstKept = states.indexOf("delivered");
  expect(firstKept).toBeGreaterThan(10);
  expect(states.slice(firstKept).every((state) => state === "delivered")).toBe(true);
  expect(states.length - firstKept).toBeGreaterThan(MANY / 2);
  expect([await world.stateOf(waiting), await world.stateOf(failed)]).toEqual(["pending", "failed"]);
  expect(await world.makeRoom()).toBe(0);
  for (let n = 0; n < 20; n++) await world.post();
});

test("when nothing may go, writes are refused as they are on a full disk, and what was taken stays", async () => {
  await using world = await setup();
  const accepted: string[] = [];
  const fault = await (async () => {
    for (;;) accepted.push(await world.post());
  })().catch((fault: unknown) => fault);
  expect(fault).toMatchObject({ name: "StorageFull" });
  await world.makeRoom();
  expect(accepted.length).toBeGreaterThan(MANY);
  const states = await Promise.all(accepted.map(world.stateOf));
  expect(states.every((state) => state === "pending")).toBe(true);
});

test("what fills the storage leaves room for its own delivery, whatever else is posted", async () => {
  await using world = await setup();
  const accepted: string[] = [];
  const fillUp = async (): Promise<unknown> => {
    for (;;) accepted.push(await world.post());
  };
  await fillUp().catch(() => {});
  expect(await world.store.upkeep.probe()).toBe(false);
  await world.makeRoom();

  // Each with an answer as large as may be, so that the room for them would be gone several times over.
  for (let settled = 0; settled < accepted.length; settled++) {
    await world.settle({ state: "delivered" }, "x".repeat(65_536));
    if (settled < 100) await expect(fillUp()).rejects.toMatchObject({ name: "StorageFull" });
    await world.makeRoom();
  }
  const states = await Promise.all(accepted.map(world.stateOf));
  expect(new Set(states)).toEqual(new Set(["delivered", undefined]));
  expect(await world.store.upkeep.probe()).toBe(true);
});

test("an event too large for what is left does not speak for the storage", async () => {
  await using world = await setup();
  await expect(world.post(Date.now(), JSON.stringify("x".repeat(MAX_BYTES)))).rejects.toMatchObject({
    name: "StorageFull",
  });
  expect(await world.store.upkeep.probe()).toBe(true);
});
