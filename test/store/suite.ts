import { expect, test } from "bun:test";
import fc from "fast-check";
import { addActivity, noActivity } from "../../src/core/activity.ts";
import { startOfStep, WINDOW_NAMES, windowBefore } from "../../src/core/activity-window.ts";
import type { ClientCertificate } from "../../src/core/client-certificate.ts";
import type { ClaimedDelivery, DeliveryState } from "../../src/core/delivery.ts";
import { createIdSource, type Id } from "../../src/core/ids.ts";
import { bucketOf, noResponseTimes } from "../../src/core/response-times.ts";
import type { Settlement } from "../../src/core/settle.ts";
import { DAY, HOUR, MINUTE } from "../../src/core/time.ts";
import type { Webhook } from "../../src/core/webhook.ts";
import type { TimedActivity } from "../../src/store/activity.ts";
import type { Idempotency, NewEvent } from "../../src/store/events.ts";
import type { SettledAttempt } from "../../src/store/queue.ts";
import type { Store } from "../../src/store/store.ts";

export interface OpenedStore extends AsyncDisposable {
  readonly store: Store;
}

const NOW = Date.parse("2024-02-10T12:00:00Z");
const SIGNATURES = {
  taskflowSignature: `sha256=${"ab".repeat(32)}`,
  standardSignature: `v1,${Buffer.alloc(32, 1).toString("base64")} v1,${Buffer.alloc(32, 2).toString("base64")}`,
};

/** What every engine of the store has to do. */
export function storeSuite(name: string, open: () => Promise<OpenedStore>): void {
  const it = (title: string, run: (world: World) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      await using opened = await open();
      await run(await setup(opened.store));
    });

  it("keeps an event with its deliveries, and gives both back as they were", async ({ store, webhook, event }) => {
    const stored = await event({ body: '{"data":{"é":1}}' });
    const row = stored.posted.deliveries[0]?.id.serial ?? 0;
    const found = await store.deliveries.find(webhook.row, stored.posted.deliveries[0]?.id.text ?? "");
    expect(found).toMatchObject({
      row,
      state: "pending",
      trigger: "event",
      dueAt: NOW,
      attempts: [],
      request: null,
      body: '{"data":{"é":1}}',
    });
    expect(await store.events.find(webhook.account, stored.posted.id.text)).toMatchObject({
      type: "task.created",
      deliveries: [{ webhookId: "wh_1", state: "pending" }],
    });
    expect(await store.events.find(webhook.account + 1, stored.posted.id.text)).toBeUndefined();
  });

  it("refuses one bad write alone", async ({ store, webhook, newEvent }) => {
    const good = [newEvent({}), newEvent({})];
    const bad = newEvent({ id: (good[0] as NewEvent).id });
    const results = await Promise.allSettled([
      store.events.ingest(good.slice(0, 1)),
      store.events.ingest([bad]),
      store.events.ingest(good.slice(1)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await store.deliveries.list(webhook.row, {}, { limit: 10 })).rows).toHaveLength(2);
    expect(await store.webhooks.counts(webhook.row)).toMatchObject({ pending: 2 });
  });

  it("stores all events of a batch, or none", async ({ store, newEvent }) => {
    const one = newEvent({});
    expect(store.events.ingest([newEvent({}), one, { ...newEvent({}), id: one.id }])).rejects.toThrow();
    expect((await store.events.list(null, {}, { limit: 10 })).rows).toHaveLength(0);
  });

  it("answers an idempotency key again, refuses another body, and forgets it in time", async ({
    store,
    newEvent,
    webhook,
  }) => {
    const key = (body: number, at: number): Idempotency => ({
      account: webhook.account,
      key: "k",
      bodyHash: new Uint8Array(32).fill(body),
      answer: `answer ${body}`,
      at,
      seenSince: at - 1000,
    });
    expect(await store.events.ingest([newEvent({})], key(1, NOW))).toMatchObject({ kind: "stored" });
    expect(await store.events.ingest([newEvent({})], key(1, NOW + 5))).toEqual({
      kind: "replayed",
      answer: "answer 1",
    });
    expect(await store.events.ingest([newEvent({})], key(2, NOW + 5))).toEqual({ kind: "mismatch" });
    expect((await store.events.list(null, {}, { limit: 10 })).rows).toHaveLength(1);
    expect(await store.events.ingest([newEvent({})], key(2, NOW + 2000))).toMatchObject({ kind: "stored" });
  });

  it("lets two requests with one idempotency key at the same moment store once", async ({
    store,
    newEvent,
    webhook,
  }) => {
    const idempotency: Idempotency = {
      account: webhook.account,
      key: "k",
      bodyHash: new Uint8Array(32),
      answer: "a",
      at: NOW,
      seenSince: 0,
    };
    const both = await Promise.all([
      store.events.ingest([newEvent({})], idempotency),
      store.events.ingest([newEvent({})], idempotency),
    ]);
    expect(both.map(({ kind }) => kind)).toEqual(["stored", "replayed"]);
  });

  it("lets an account have no more webhooks than the limit, under concurrent calls too", async ({
    store,
    account,
    newWebhook,
  }) => {
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, n) => store.webhooks.create(newWebhook(`wh_x${n}`), 4)),
    );
    expect(made.filter((result) => typeof result === "object")).toHaveLength(3);
    expect(made.filter((result) => result === "limit")).toHaveLength(7);
    expect(await store.webhooks.ofAccount(account.row)).toHaveLength(4);
    expect(await store.webhooks.create(newWebhook("wh_1"), 100)).toBe("taken");
  });

  it("keeps a webhook's certificate until it is changed or taken away, and shows none with others", async ({
    store,
    newWebhook,
    webhook,
  }) => {
    const certificate = (chain: string): ClientCertificate => ({
      ...{ chain, privateKey: `key of ${chain}`, subject: "CN=a", issuer: "" },
      ...{ expiresAt: NOW, fingerprint: "ab".repeat(32) },
    });
    const [first, second] = [certificate("one"), certificate("two")];
    const made = (await store.webhooks.create({ ...newWebhook("wh_own"), clientCertificate: first }, 10)) as Webhook;
    const shown = async (row: number) => (await store.webhooks.get(row))?.clientCertificate;
    expect([made.clientCertificate, await shown(made.row), await shown(webhook.row)]).toEqual([first, first, null]);
    await store.webhooks.update(made.row, { description: "changed" }, NOW);
    expect(await shown(made.row)).toEqual(first);
    await store.webhooks.update(made.row, { clientCertificate: second }, NOW);
    expect(await shown(made.row)).toEqual(second);
    const { rows } = await store.webhooks.list(null, { limit: 10 });
    expect(rows.map((row) => row.webhook.clientCertificate)).toEqual([second, null]);
    expect((await store.webhooks.update(made.row, { clientCertificate: null }, NOW))?.clientCertificate).toBeNull();
    expect(await shown(made.row)).toBeNull();
  });

  it("gives a claimed delivery to one owner alone", async ({ store, webhook, event, lease }) => {
    await event({});
    const [first, second] = await Promise.all([
      store.queue.claim(webhook.row, NOW, 10, lease()),
      store.queue.claim(webhook.row, NOW, 10, lease()),
    ]);
    expect([first.claimed.length, second.claimed.length]).toEqual([1, 0]);
    expect(await store.queue.dueWebhooks()).toEqual([]);
  });

  it("gives back all that a lease holds, and nothing that another owner has meanwhile", async (world) => {
    const { store, webhook, event, lease, claim, settle } = world;
    for (let n = 0; n < 3; n++) await event({});
    const first = lease();
    const { claimed } = await store.queue.claim(webhook.row, NOW, 2, first);
    await claim();
    await store.queue.release(claimed.slice(0, 1));
    const taken = await claim();
    await store.queue.releaseAll(first);
    const { claimed: left } = await store.queue.claim(webhook.row, NOW, 10, lease());
    expect(left.map(({ row }) => row)).toEqual(claimed.slice(1).map(({ row }) => row));
    expect(await settle(taken, { state: "delivered" })).toBe("done");
  });

  it("claims what is due, earliest first, and says when the next is", async ({ store, webhook, event, lease }) => {
    for (const dueAt of [NOW + 300, NOW + 100, NOW + 200]) await event({ dueAt });
    expect(await store.queue.dueWebhooks()).toEqual([{ webhook: webhook.row, dueAt: NOW + 100 }]);
    const { claimed, nextDueAt } = await store.queue.claim(webhook.row, NOW + 200, 10, lease());
    expect(claimed.map(({ dueAt }) => dueAt)).toEqual([NOW + 100, NOW + 200]);
    expect(nextDueAt).toBe(NOW + 300);
    expect(claimed[0]).toMatchObject({ eventType: "task.created", bodyBytes: 2, body: "{}", attempts: 0, test: false });
  });

  it("gives small bodies with the claim, and leaves large ones for later", async ({ store, webhook, event, lease }) => {
    const bodies = ['{"data":"é"}', `{"data":"${"é".repeat(2_100)}"}`];
    for (const body of bodies) await event({ body });
    const { claimed } = await store.queue.claim(webhook.row, NOW, 10, lease());
    expect(claimed.map(({ body }) => body)).toEqual([bodies[0] ?? "", null]);
    expect(claimed.map(({ bodyBytes }) => bodyBytes)).toEqual(bodies.map((body) => Buffer.byteLength(body)));
  });

  it("moves with the clock what waits, claimed or not, and leases, and nothing that waits for a day", async ({
    store,
    webhook,
    event,
    claim,
  }) => {
    const listed = async () => (await store.deliveries.list(webhook.row, {}, { limit: 10 })).rows;
    await event({ dueAt: NOW + 400 });
    await store.queue.hold([await claim(NOW + 400)], "daily_limit", NOW + 300, NOW);
    await event({ dueAt: NOW + 200 });
    await event({ dueAt: NOW + 100 });
    const { lease } = await claim(NOW + 100);
    for (const by of [1_000, -500]) store.queue.moveDue(by);
    expect((await listed()).map(({ dueAt }) => dueAt)).toEqual([NOW + 600, NOW + 700, NOW + 300]);
    expect(await store.queue.freeLeases(lease.until + 500)).toBe(0);
    expect(await store.queue.freeLeases(lease.until + 501)).toBe(1);
  });

  it("moves with the clock what is on its way to the disk, and not what is made due after it was set", async (world) => {
    const { store, webhook, event, claim, settle } = world;
    await event({});
    const retry = { state: "pending", dueAt: NOW + 100, scheduleBase: 0 } as const;
    const settled = settle(await claim(), retry, { statusCode: 500, error: "http_status" });
    const before = event({ dueAt: NOW + 200 });
    store.queue.moveDue(1_000);
    const after = event({ dueAt: NOW + 1_050 });
    await Promise.all([settled, before, after]);
    const { rows } = await store.deliveries.list(webhook.row, {}, { limit: 10 });
    expect(rows.map(({ dueAt }) => dueAt)).toEqual([NOW + 1_050, NOW + 1_200, NOW + 1_100]);
    expect(await store.activity.totals(null)).toMatchObject({ oldestDueAt: NOW + 1_050 });
    const { claimed, nextDueAt } = await store.queue.claim(webhook.row, NOW + 1_100, 10, world.lease());
    expect(claimed.map(({ dueAt }) => dueAt)).toEqual([NOW + 1_050, NOW + 1_100]);
    expect(nextDueAt).toBe(NOW + 1_200);
  });

  it("holds for the day what would count, in small writes that look at nothing twice", async (world) => {
    const { store, webhook, event, claim, settle } = world;
    for (let n = 0; n < 4; n++) await event({});
    for (const [n, claimed] of [await claim(), await claim(), await claim(), await claim()].entries()) {
      const retry = { state: "pending", dueAt: NOW + (n % 2), scheduleBase: 0 } as const;
      await settle(claimed, retry, { statusCode: 500, error: "http_status" });
    }
    for (let n = 0; n < 3; n++) await event({});
    await event({ dueAt: NOW - 1 });
    await store.queue.hold([await claim()], "daily_limit", NOW, NOW - 1);
    const walk = store.queue.holdForDay(webhook.row, NOW + 9);
    const steps = [await walk(NOW, 3), await walk(NOW, 3), await walk(NOW, 3)];
    expect(steps.map(({ looked }) => looked)).toEqual([3, 3, 0]);
    expect(steps.reduce((sum, { changed }) => sum + changed, 0)).toBe(4);
    const { rows } = await store.deliveries.list(webhook.row, { state: "held" }, { limit: 10 });
    expect(rows.map(({ attempts, dueAt }) => [attempts.length, dueAt])).toEqual(Array(4).fill([0, NOW + 9]));
    expect(await store.webhooks.counts(webhook.row)).toMatchObject({ held: 4, pending: 4 });
  });

  it("lets go of what was held because the webhook was stopped, and not of what waits for a day", async (world) => {
    const { store, webhook, event, claim } = world;
    for (let n = 0; n < 4; n++) await event({});
    for (let n = 0; n < 2; n++) await store.queue.hold([await claim()], "daily_limit", NOW + 9, NOW);
    await store.queue.holdWaiting(webhook.row, "webhook_failed", NOW, 10);
    expect(await store.queue.letGo(webhook.row, NOW + 1, 10)).toBe(2);
    const { rows } = await store.deliveries.list(webhook.row, {}, { limit: 10 });
    expect(rows.map(({ state, dueAt }) => [state, dueAt])).toEqual([
      ["pending", NOW + 1],
      ["pending", NOW + 1],
      ["held", NOW + 9],
      ["held", NOW + 9],
    ]);
  });

  it("changes no row for a stale owner", async ({ store, webhook, event, claim, settle }) => {
    await event({});
    const claimed = await claim();
    await store.queue.freeLeases(null);
    const again = await claim();
    expect(await settle(claimed, { state: "delivered" })).toBe("stale");
    expect(await settle(again, { state: "delivered" })).toBe("done");
    expect(await store.webhooks.counts(webhook.row)).toMatchObject({ pending: 0, delivered: 1 });
  });

  it("says that an attempt is done when it is recorded a second time, and keeps and counts one", async (world) => {
    const { store, webhook, event, claim, settle } = world;
    await event({});
    const refused = { statusCode: 500, error: "http_status" } as const;
    const retry = { state: "pending", dueAt: NOW, scheduleBase: 0 } as const;
    for (const settlement of [retry, { state: "delivered" }] as const) {
      const claimed = await claim();
      const attempt = settlement === retry ? refused : {};
      for (let times = 0; times < 2; times++) expect(await settle(claimed, settlement, attempt)).toBe("done");
    }
    const { rows } = await store.deliveries.list(webhook.row, {}, { limit: 10 });
    expect(rows.map(({ attempts }) => attempts.map(({ statusCode }) => statusCode))).toEqual([[500, 200]]);
    expect(await store.webhooks.counts(webhook.row)).toMatchObject({ pending: 0, delivered: 1 });
    expect(await store.activity.since(null, 0)).toMatchObject([{ accepted: 1, succeeded: 1, rejected: 1 }]);
  });

  it("records every attempt with its answer, and the latest request", async ({
    store,
    webhook,
    event,
    claim,
    settle,
  }) => {
    const { posted } = await event({});
    await settle(
      await claim(),
      { state: "pending", dueAt: NOW + 1, scheduleBase: 0 },
      { statusCode: 500, error: "http_status" },
    );
    await settle(
      await claim(NOW + 1),
      { state: "pending", dueAt: NOW + 2, scheduleBase: 0 },
      { statusCode: null, error: "timeout" },
    );
    await settle(await claim(NOW + 2), { state: "delivered" });
    const found = await store.deliveries.find(webhook.row, posted.deliveries[0]?.id.text ?? "");
    expect(found?.attempts).toMatchObject([
      { number: 1, statusCode: 500, error: "http_status", response: { headers: { a: "b" }, truncated: false } },
      { number: 2, statusCode: null, error: "timeout", response: null },
      { number: 3, statusCode: 200, error: null },
    ]);
    expect(Buffer.from(found?.attempts[2]?.response?.body ?? []).toString()).toBe("fine");
    expect(found?.request).toEqual({ url: "https://a.test/", ...SIGNATURES });
  });

  it("fails the webhook with the settlement that says so, once", async ({ store, webhook, event, claim, settle }) => {
    await event({});
    await event({});
    const [one, two] = [await claim(), await claim()];
    await settle(one, { state: "failed", failureReason: "gone", failsWebhook: true });
    expect(await store.webhooks.get(webhook.row)).toMatchObject({
      failureReason: "gone",
      failedAt: NOW,
      enabled: true,
    });
    await settle(two, { state: "failed", failureReason: "exhausted", failsWebhook: true });
    expect(await store.webhooks.get(webhook.row)).toMatchObject({ failureReason: "gone" });
  });

  it("counts a delivery for its day, and starts anew on the next", async ({ store, webhook, event, claim, settle }) => {
    for (const countedDay of [10, 10, 11, 10]) {
      await event({});
      await settle(await claim(), { state: "delivered" }, {}, countedDay);
    }
    expect(await store.webhooks.counts(webhook.row)).toMatchObject({ day: 11, dayCount: 1, lastTriggeredAt: NOW });
  });

  it("lists newest first by state, type and time, in pages that stay while rows arrive", async ({
    store,
    webhook,
    event,
    claim,
    settle,
  }) => {
    for (let n = 0; n < 10; n++)
      await event({ type: n % 2 ? "task.created" : "task.deleted", createdAt: NOW + n * 1000, dueAt: NOW });
    for (let n = 0; n < 4; n++) await settle(await claim(), { state: "delivered" });
    const all = (await store.deliveries.list(webhook.row, {}, { limit: 100 })).rows;
    expect(all.map(({ row }) => row)).toEqual(all.map(({ row }) => row).sort((a, b) => b - a));
    const first = await store.deliveries.list(webhook.row, {}, { limit: 4 });
    await event({ createdAt: NOW + 60_000 });
    const second = await store.deliveries.list(webhook.row, {}, { limit: 100, before: first.next ?? undefined });
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(second.next).toBeNull();
    for (const state of ["delivered", "pending", "held"] as const) {
      const rows = (await store.deliveries.list(webhook.row, { state, eventType: "task.created" }, { limit: 100 }))
        .rows;
      expect(rows.every((row) => row.state === state && row.eventType === "task.created")).toBe(true);
    }
    const ranged = await store.deliveries.list(webhook.row, { since: NOW + 3000, until: NOW + 6000 }, { limit: 100 });
    expect(ranged.rows.map(({ createdAt }) => createdAt)).toEqual([NOW + 5000, NOW + 4000, NOW + 3000]);
    const events = await store.events.list(webhook.account, { type: "task.deleted", since: NOW + 1000 }, { limit: 2 });
    expect(events.rows.map(({ createdAt }) => createdAt)).toEqual([NOW + 8000, NOW + 6000]);
    expect((await store.events.list(null, {}, { limit: 100 })).rows).toHaveLength(11);
    expect((await store.events.list(null, { type: "no.such" }, { limit: 100 })).rows).toHaveLength(0);
  });

  it("lists by the time of creation also what was made after the clock was set back", async ({
    store,
    webhook,
    event,
  }) => {
    const minutes = [10, 0, 1, 11];
    for (const minute of minutes) await event({ createdAt: NOW + minute * 60_000 });
    const range = { since: NOW, until: NOW + 2 * 60_000 };
    const deliveries = await store.deliveries.list(webhook.row, range, { limit: 10 });
    expect(deliveries.rows.map(({ createdAt }) => createdAt)).toEqual([NOW + 60_000, NOW]);
    const events = await store.events.list(webhook.account, range, { limit: 10 });
    expect(events.rows.map(({ createdAt }) => createdAt)).toEqual([NOW + 60_000, NOW]);
  });

  it("keeps all attempts of a delivery that is sent again after it was settled", async (world) => {
    const { store, webhook, event, claim, settle } = world;
    const { posted } = await event({});
    const id = posted.deliveries[0]?.id.text ?? "";
    await settle(
      await claim(),
      { state: "pending", dueAt: NOW, scheduleBase: 0 },
      { statusCode: 500, error: "http_status" },
    );
    await settle(await claim(), { state: "delivered" });
    expect(await store.deliveries.redeliver(webhook.row, id, NOW)).toMatchObject({
      ...{ id, state: "pending", trigger: "redelivery", dueAt: NOW },
      attempts: [{ number: 1 }, { number: 2 }],
    });
    const claimed = await claim();
    expect(claimed).toMatchObject({ attempts: 2, scheduleBase: 2, trigger: "redelivery" });
    await settle(
      claimed,
      { state: "failed", failureReason: "exhausted", failsWebhook: false },
      { error: "timeout", statusCode: null },
    );
    const found = await store.deliveries.find(webhook.row, id);
    expect(found?.attempts.map(({ number, error }) => [number, error])).toEqual([
      [1, "http_status"],
      [2, null],
      [3, "timeout"],
    ]);
    expect(await store.events.find(null, posted.id.text)).toMatchObject({ deliveries: [{ id, state: "failed" }] });
    expect(await store.webhooks.counts(webhook.row)).toMatchObject({ pending: 0, delivered: 0, failed: 1 });
  });

  it("recovers in small writes what failed of a time, and nothing twice, though it fails again at once", async (world) => {
    const { store, webhook, event, claim, settle } = world;
    const fail = async () =>
      settle(await claim(), { state: "failed", failureReason: "exhausted", failsWebhook: false });
    for (let n = 0; n < 6; n++) {
      await event({ type: n % 2 ? "task.created" : "task.deleted", createdAt: NOW + n, dueAt: NOW });
      await fail();
    }
    const walk = await store.deliveries.recover(webhook.row, { since: NOW + 1, until: NOW + 5 });
    const steps: unknown[] = [];
    for (let n = 0; n < 3; n++) {
      const step = await walk(NOW, 3);
      steps.push(step);
      for (let left = step.changed; left > 0; left--) await fail();
    }
    expect(steps).toEqual([
      { looked: 3, changed: 3 },
      { looked: 1, changed: 1 },
      { looked: 0, changed: 0 },
    ]);
    const { rows } = await store.deliveries.list(webhook.row, { state: "failed" }, { limit: 10 });
    expect(rows.map(({ attempts }) => attempts.length)).toEqual([1, 2, 2, 2, 2, 1]);
  });

  it("discards in small writes what waits of a time, though it is held meanwhile", async ({
    store,
    webhook,
    event,
  }) => {
    for (let n = 0; n < 6; n++)
      await event({ type: n % 2 ? "task.created" : "task.deleted", createdAt: NOW + n, dueAt: NOW });
    const walk = await store.deliveries.discard(webhook.row, { since: NOW + 1, until: NOW + 5 });
    expect(await walk(NOW, 1)).toEqual({ looked: 1, changed: 1 });
    expect(await store.queue.holdWaiting(webhook.row, "webhook_disabled", NOW, 10)).toBe(5);
    expect(await store.queue.letGo(webhook.row, NOW, 2)).toBe(2);
    await event({ createdAt: NOW + 4 });
    expect(await walk(NOW, 10)).toEqual({ looked: 3, changed: 3 });
    const { rows } = await store.deliveries.list(webhook.row, {}, { limit: 10 });
    const canceled = rows.filter(({ state }) => state === "canceled");
    expect(canceled.map(({ createdAt }) => createdAt - NOW)).toEqual([4, 3, 2, 1]);
  });

  it("removes settled deliveries in their time, prompt and late ones, and never what waits", async (world) => {
    const { store, webhook, event, claim, settle } = world;
    const settled = async (createdAt: number, settlement: Settlement) => {
      await event({ createdAt, dueAt: NOW });
      await settle(await claim(), settlement);
    };
    await event({ createdAt: NOW - 100_000, dueAt: NOW + 1 });
    await settled(NOW - 50_000, { state: "delivered" });
    await settled(NOW - 40_000, { state: "failed", failureReason: "exhausted", failsWebhook: false });
    await settled(NOW - 1_000, { state: "delivered" });
    const states = async () =>
      (await store.deliveries.list(webhook.row, {}, { limit: 10 })).rows.map(({ state }) => state);
    const sweep = async (deliveredBefore: number, failedBefore: number) => {
      const cutoffs = { deliveredBefore, failedBefore, idempotencyBefore: 0, activityBefore: 0 };
      while ((await store.upkeep.sweep(cutoffs, 2)) === 2);
    };
    await sweep(NOW, NOW);
    expect(await states()).toEqual(["delivered", "failed", "delivered", "pending"]);
    await sweep(NOW + 1, NOW);
    expect(await states()).toEqual(["delivered", "failed", "pending"]);
    await sweep(NOW + 10_000, NOW);
    expect(await states()).toEqual(["failed", "pending"]);
    await sweep(NOW + 10_000, NOW + 1);
    expect(await states()).toEqual(["pending"]);
    await sweep(NOW + 1_000_000, NOW + 1_000_000);
    expect(await states()).toEqual(["pending"]);
    expect((await store.events.list(null, {}, { limit: 10 })).rows).toHaveLength(1);
  });

  it("removes what is past its time also where a bad write undid the first try", async (world) => {
    const { store, webhook, event, newEvent, claim, settle } = world;
    await event({ createdAt: NOW - 1_000, dueAt: NOW });
    await settle(await claim(), { state: "delivered" });
    const { posted } = await event({ dueAt: NOW });
    const later = NOW + 1_000_000;
    const cutoffs = { deliveredBefore: later, failedBefore: later, idempotencyBefore: 0, activityBefore: 0 };
    const bad = newEvent({ id: posted.id });
    await Promise.allSettled([store.upkeep.sweep(cutoffs, 10), store.events.ingest([bad])]);
    const { rows } = await store.deliveries.list(webhook.row, {}, { limit: 10 });
    expect(rows.map(({ state }) => state)).toEqual(["pending"]);
  });

  it("removes an account with its keys at once, and the rest in batches", async ({
    store,
    account,
    webhook,
    event,
  }) => {
    await store.keys.create(
      {
        id: "key_1",
        account: account.row,
        name: null,
        last4: "abcd",
        createdAt: NOW,
        expiresAt: null,
        lastUsedAt: null,
        managedBy: "api",
      },
      new Uint8Array(32),
    );
    for (let n = 0; n < 5; n++) await event({});
    expect(await store.accounts.remove(account.row, NOW)).toBe(true);
    expect(await store.keys.findByHash(new Uint8Array(32))).toBeUndefined();
    expect(await store.accounts.find("acc_1")).toBeUndefined();
    expect(await store.webhooks.get(webhook.row)).toBeUndefined();
    let rounds = 0;
    while ((await store.upkeep.sweepLeftovers(NOW, 2)) > 0) rounds++;
    expect(await store.queue.dueWebhooks()).toEqual([]);
    expect(rounds).toBeGreaterThan(3);
    expect((await store.events.list(null, {}, { limit: 10 })).rows).toHaveLength(0);
    expect(await store.accounts.create({ id: "acc_1", name: null, managedBy: "api", createdAt: NOW })).toBeDefined();
  });

  it("removes the activity of a deleted webhook, and of a deleted account, in batches, and keeps what is of all", async (world) => {
    const { store, account, webhook, attemptAt } = world;
    for (let minute = 0; minute < 7; minute++) await attemptAt(NOW + minute * MINUTE);
    const remaining = async () => {
      const [ofAccount, ofAll] = [await store.activity.since(account.row, 0), await store.activity.since(null, 0)];
      return [ofAccount.length, ofAll.length];
    };
    await store.webhooks.remove(webhook.row, NOW);
    await store.upkeep.sweepLeftovers(NOW, 100);
    expect(await remaining()).toEqual([7, 7]);
    const cutoffs = { deliveredBefore: NOW + DAY, failedBefore: NOW, idempotencyBefore: 0, activityBefore: 0 };
    await store.upkeep.sweep(cutoffs, 1_000);
    const sweep = async () => [await store.upkeep.sweepLeftovers(NOW, 3), ...(await remaining())];
    expect([await sweep(), await sweep(), await sweep(), await sweep()]).toEqual([
      [3, 7, 7],
      [3, 7, 7],
      [3, 7, 7],
      [0, 7, 7],
    ]);
    await store.accounts.remove(account.row, NOW);
    expect([await sweep(), await sweep(), await sweep(), await sweep()]).toEqual([
      [3, 4, 7],
      [3, 1, 7],
      [2, 0, 7],
      [0, 0, 7],
    ]);
    await store.upkeep.sweep({ ...cutoffs, activityBefore: NOW + 4 * MINUTE }, 3);
    expect(await remaining()).toEqual([0, 4]);
  });

  it("tells the activity of a webhook, of its account and of all, by what the attempts came to", async (world) => {
    const { store, account, attemptAt } = world;
    const other = await store.accounts.create({ id: "acc_2", name: null, managedBy: "api", createdAt: NOW });
    const errors = ["http_status", "redirect", "invalid_response", "timeout", "dns", "interrupted", null] as const;
    for (const error of errors) await attemptAt(NOW, { error, responseTimeMs: 70 });
    const responseTimes = noResponseTimes().with(bucketOf(70), 7);
    const sums = { succeeded: 1, rejected: 3, timedOut: 1, unanswered: 2, responseTimeMs: 490, responseTimes };
    const all = [{ at: NOW, accepted: 7, ...sums }];
    expect(await store.activity.since(null, NOW)).toEqual(all);
    expect(await store.activity.since(account.row, NOW)).toEqual(all);
    expect(await store.activity.since(other?.row ?? 0, NOW)).toEqual([]);
    expect(await store.activity.since(null, NOW + MINUTE)).toEqual([]);
    const of = async (whose: number | null) => (await store.activity.ofWebhooks(whose, NOW, { limit: 10 })).rows;
    const own = { webhookId: "wh_1", activity: { accepted: 0, ...sums } };
    expect(await of(null)).toMatchObject([own]);
    expect(await of(account.row)).toMatchObject([own]);
    expect(await of(other?.row ?? 0)).toEqual([]);
  });

  it("keeps what the latest attempt came to, whatever is recorded later", async ({ store, attemptAt }) => {
    const last = async () => (await store.activity.ofWebhooks(null, 0, { limit: 1 })).rows[0]?.lastAttempt;
    expect(await last()).toBeNull();
    await attemptAt(NOW, { statusCode: 503, error: "http_status" });
    expect(await last()).toEqual({ at: NOW, statusCode: 503, error: "http_status" });
    await Promise.all([
      attemptAt(NOW + 2_000, { statusCode: null, error: "tls" }),
      attemptAt(NOW + 1_000, { statusCode: 200 }),
    ]);
    expect(await last()).toEqual({ at: NOW + 2_000, statusCode: null, error: "tls" });
    await attemptAt(NOW + 500, { statusCode: 404, error: "http_status" });
    expect(await last()).toEqual({ at: NOW + 2_000, statusCode: null, error: "tls" });
    await attemptAt(NOW + 3_000, { statusCode: 204 });
    expect(await last()).toEqual({ at: NOW + 3_000, statusCode: 204, error: null });
  });

  it("reads the activity of many webhooks page by page, each once, those of no attempts too", async (world) => {
    const { store, account, newWebhook, attemptAt } = world;
    for (let nth = 0; nth < 119; nth++) await store.webhooks.create(newWebhook(`wh_x${nth}`), 1_000);
    await attemptAt(NOW);
    const first = await store.activity.ofWebhooks(account.row, 0, { limit: 70 });
    const second = await store.activity.ofWebhooks(null, 0, { limit: 70, before: first.next ?? 0 });
    expect([first.rows.length, second.rows.length, second.next]).toEqual([70, 50, null]);
    const rows = [...first.rows, ...second.rows];
    expect(new Set(rows.map(({ webhookId }) => webhookId)).size).toBe(120);
    expect(rows.findIndex(({ activity }) => activity.succeeded > 0)).toBe(119);
  });

  it("keeps old activity by longer steps, which are the same before, meanwhile and after", async (world) => {
    const { store, attemptAt } = world;
    const ages = [0, HOUR, 2 * HOUR, 3 * HOUR, 5 * HOUR, DAY, 2 * DAY, 2 * DAY + 2 * HOUR, 3 * DAY, 13 * DAY];
    const minutes = [0, 1, 29, 30, 59];
    for (const age of ages) {
      for (const minute of minutes) {
        await attemptAt(NOW - age + minute * MINUTE, {
          responseTimeMs: minute,
          error: minute === 1 ? "timeout" : null,
        });
      }
    }
    const now = NOW + HOUR;
    const seen = async () => {
      const windows = WINDOW_NAMES.map(async (name) => {
        const { stepMs, previousFrom } = windowBefore(now, name);
        return summedUp(await store.activity.since(null, previousFrom), stepMs);
      });
      return Promise.all(windows);
    };
    const rows = async () => (await store.activity.since(null, 0)).map(({ at }) => (now - at) / MINUTE);
    const before = await seen();
    expect(before.map(({ length }) => length)).toEqual([10, 12, 8]);
    expect((await rows()).length).toBe(50);
    let rounds = 0;
    for (let looked = 3; looked === 3; rounds++) {
      looked = await store.upkeep.coarsenActivity(now, 3);
      expect(await seen()).toEqual(before);
    }
    expect(rounds).toBeGreaterThan(20);
    const kept = await rows();
    expect(kept.filter((age) => age > 151 && age % 30 !== 0)).toEqual([]);
    expect(kept.filter((age) => age > 48 * 60 + 210 && (age - 60) % 180 !== 0)).toEqual([]);
    expect(kept.length).toBeLessThan(30);
    await attemptAt(NOW - 5 * HOUR + 7 * MINUTE);
    expect(await store.upkeep.coarsenActivity(now, 100)).toBe(0);
  });

  it("tells who settles a delivery of a webhook that is gone with all its rows that it is stale", async (world) => {
    const { store, webhook, event, claim, settle } = world;
    await event({});
    const late = await claim();
    await store.webhooks.remove(webhook.row, NOW);
    await store.queue.freeLeases(null);
    const cutoffs = { deliveredBefore: NOW, failedBefore: NOW + 1, idempotencyBefore: 0, activityBefore: 0 };
    await store.upkeep.sweep(cutoffs, 100);
    while ((await store.upkeep.sweepLeftovers(NOW, 100)) > 0);
    expect(await settle(late, { state: "delivered" })).toBe("stale");
  });

  it("makes no key and no webhook for an account that is deleted at the same moment", async ({
    store,
    account,
    newWebhook,
  }) => {
    const { row } = account;
    const key = { id: "key_late", account: row, name: null, last4: "late", createdAt: NOW, expiresAt: null } as const;
    const [removed, made, webhook] = await Promise.all([
      store.accounts.remove(row, NOW),
      store.keys.create({ ...key, lastUsedAt: null, managedBy: "api" }, new Uint8Array(32).fill(9)),
      store.webhooks.create({ ...newWebhook("wh_late"), account: row }, 100),
    ]);
    expect([removed, made, webhook]).toEqual([true, undefined, "gone"]);
    while ((await store.upkeep.sweepLeftovers(NOW, 100)) > 0);
    expect(await store.accounts.list({ limit: 10 })).toMatchObject({ rows: [] });
  });

  it("counts exactly what there is, whatever happens in whatever order", async (world) => {
    const { store, webhook, event, settle } = world;
    const held = [] as ClaimedDelivery[];
    const steps: Record<string, () => Promise<unknown>> = {
      post: () => event({}),
      claim: async () => void held.push(...(await store.queue.claim(webhook.row, NOW, 1, world.lease())).claimed),
      deliver: async () => void (held[0] && (await settle(held.shift() as ClaimedDelivery, { state: "delivered" }))),
      retry: async () =>
        void (
          held[0] && (await settle(held.shift() as ClaimedDelivery, { state: "pending", dueAt: NOW, scheduleBase: 0 }))
        ),
      fail: async () =>
        void (
          held[0] &&
          (await settle(held.shift() as ClaimedDelivery, {
            state: "failed",
            failureReason: "exhausted",
            failsWebhook: false,
          }))
        ),
      hold: async () =>
        void (held[0] && (await store.queue.hold([held.shift() as ClaimedDelivery], "webhook_disabled", null, NOW))),
      release: async () => void (held[0] && (await store.queue.release([held.shift() as ClaimedDelivery]))),
      holdWaiting: () => store.queue.holdWaiting(webhook.row, "webhook_failed", NOW, 2),
      holdForDay: () => store.queue.holdForDay(webhook.row, NOW)(NOW, 2),
      letGo: () => store.queue.letGo(webhook.row, NOW, 2),
      recover: async () => (await store.deliveries.recover(webhook.row, {}))(NOW, 1),
      discard: async () => (await store.deliveries.discard(webhook.row, {}))(NOW, 1),
      expire: () => store.upkeep.expireHeld(NOW + 1, NOW, 1),
      free: () => store.queue.freeLeases(null),
      redeliver: async () => {
        const newest = (await store.deliveries.list(webhook.row, {}, { limit: 1 })).rows[0];
        if (newest) await store.deliveries.redeliver(webhook.row, newest.id, NOW);
      },
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 5, maxLength: 40 }),
        async (names) => {
          for (const name of names) await steps[name]?.();
          const counts = await store.webhooks.counts(webhook.row);
          const rows = (await store.deliveries.list(webhook.row, {}, { limit: 10_000 })).rows;
          const number = (state: DeliveryState) => rows.filter((row) => row.state === state).length;
          for (const state of ["pending", "held", "delivered", "failed"] as const)
            expect([state, counts[state]]).toEqual([state, number(state)]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("says whether a write reaches the disk, and how large it is", async ({ store }) => {
    expect(await store.upkeep.probe()).toBe(true);
    expect(await store.upkeep.bytes()).toBeGreaterThan(10_000);
  });

  it("says what is in its file, and on the disk it is on", async ({ store }) => {
    const { size, count, free } = store.upkeep.pages();
    expect(size * count).toBeGreaterThan(10_000);
    expect(free).toBeLessThan(count);
    const disk = await store.upkeep.disk();
    expect(disk?.freeBytes).toBeGreaterThan(0);
    expect(disk?.bytes).toBeGreaterThanOrEqual(disk?.freeBytes ?? 0);
  });
}

/** Activity by steps. */
function summedUp(rows: readonly TimedActivity[], stepMs: number) {
  const steps = Map.groupBy(rows, ({ at }) => startOfStep(at, stepMs));
  return [...steps].map(([at, parts]) => {
    const sum = noActivity();
    for (const part of parts) addActivity(sum, part);
    return { at, ...sum };
  });
}

type World = Awaited<ReturnType<typeof setup>>;

async function setup(store: Store) {
  let tokens = 0;
  let clock = NOW;
  const ids = createIdSource(
    () => clock,
    (into) => into.fill(3),
  );
  const account = await store.accounts.create({ id: "acc_1", name: null, managedBy: "api", createdAt: NOW });
  if (!account) throw new Error("no account");
  const newWebhook = (id: string) => ({
    ...{
      id,
      account: account.row,
      url: "https://a.test/",
      description: null,
      events: ["*"],
      enabled: true,
      secret: "s",
    },
    ...{ managedBy: "api" as const, createdAt: NOW, updatedAt: NOW },
  });
  const webhook = (await store.webhooks.create(newWebhook("wh_1"), 10)) as Webhook;
  const lease = () => ({ token: ++tokens, until: NOW + 1_000_000, untilMonotonic: 1_000_000 });

  function newEvent(given: { id?: Id; body?: string; type?: string; dueAt?: number; createdAt?: number }): NewEvent {
    clock = given.createdAt ?? NOW;
    const { id = ids.mint("evt"), body = "{}", type = "task.created", dueAt = NOW, createdAt = NOW } = given;
    const delivery = {
      id: ids.mint("del"),
      webhook: webhook.row,
      trigger: "event",
      heldReason: null,
      dueAt,
      lease: null,
    } as const;
    return {
      id,
      account: account?.row ?? 0,
      type,
      timestamp: "2024-02-10T12:00:00Z",
      createdAt,
      body,
      test: false,
      deliveries: [delivery],
    };
  }

  return {
    store,
    account,
    webhook,
    newWebhook,
    newEvent,
    lease,
    async event(given: Parameters<typeof newEvent>[0]) {
      const posted = newEvent(given);
      const result = await store.events.ingest([posted]);
      if (result.kind !== "stored") throw new Error(result.kind);
      return { ...result, posted };
    },
    async claim(now = NOW): Promise<ClaimedDelivery> {
      const { claimed } = await store.queue.claim(webhook.row, now, 1, lease());
      const [first] = claimed;
      if (!first) throw new Error("nothing to claim");
      return first;
    },
    settle,
    /** An event of that time, and its one attempt. */
    async attemptAt(startedAt: number, attempt: Partial<SettledAttempt["attempt"]> = {}) {
      await store.events.ingest([newEvent({ createdAt: startedAt })]);
      const { claimed } = await store.queue.claim(webhook.row, NOW, 1, lease());
      for (const delivery of claimed) await settle(delivery, { state: "delivered" }, { ...attempt, startedAt });
    },
  };

  function settle(
    delivery: ClaimedDelivery,
    settlement: Settlement,
    attempt: Partial<SettledAttempt["attempt"]> = {},
    countedDay: number | null = null,
  ) {
    const statusCode = attempt.statusCode === undefined ? 200 : attempt.statusCode;
    const response =
      statusCode === null
        ? null
        : { status: statusCode, headers: { a: "b" }, body: Buffer.from("fine"), truncated: false };
    return store.queue.settle({
      delivery,
      settlement,
      at: NOW,
      countedDay,
      request: { url: "https://a.test/", ...SIGNATURES },
      attempt: {
        number: delivery.attempts + 1,
        startedAt: NOW,
        responseTimeMs: 3,
        error: null,
        ...attempt,
        statusCode,
        response,
      },
    });
  }
}
