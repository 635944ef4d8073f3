import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { createAccount } from "../../src/actions/accounts.ts";
import { discardDeliveries } from "../../src/actions/discard.ts";
import { ingestEvents } from "../../src/actions/ingest-events.ts";
import { redeliver } from "../../src/actions/redeliver.ts";
import { registerWebhook } from "../../src/actions/register-webhook.ts";
import { sendTest } from "../../src/actions/send-test.ts";
import { ATTEMPT_ERRORS } from "../../src/core/attempt.ts";
import { DELIVERY_STATES, type Delivery } from "../../src/core/delivery.ts";
import { parseIdBeginning } from "../../src/core/id-beginning.ts";
import { MINUTE, SECOND } from "../../src/core/time.ts";
import type { DeliverySearch, RecoveryFilter } from "../../src/store/deliveries.ts";
import type { Walk } from "../../src/store/walk.ts";
import type { WebhookRecord } from "../../src/store/webhooks.ts";
import { answered, delivered, refused, startEngine } from "../support/engine.ts";
import { runs } from "../support/runs.ts";

type Engine = Awaited<ReturnType<typeof startEngine>>;
interface Row extends Delivery {
  readonly account: number;
  readonly webhook: number;
  readonly isTest: boolean;
}
interface World {
  readonly engine: Engine;
  /** Newest first, without those of the webhook that was deleted. */
  readonly rows: readonly Row[];
  readonly webhooks: readonly number[];
  /** One without deliveries among them. */
  readonly accounts: readonly number[];
}

const TYPES = ["task.created", "task.deleted", "comment.created"];
const SETTINGS = { policy: { retries: [5 * SECOND], onExhausted: "fail-delivery" }, concurrencyPerWebhook: 1 } as const;

/** Two accounts with deliveries in every state, and of every way to get there, while the clock was set back. */
async function makeWorld(): Promise<World> {
  const engine = await startEngine(SETTINGS);
  const { context, clock } = engine;
  const other = await createAccount(context, { id: "acc_other" });
  const nobody = await createAccount(context, { id: "acc_nobody" });
  const register = async (account: typeof other, name: string) =>
    (await registerWebhook(context, account, { url: `http://${name}.test/`, events: ["*"] })).record;
  const own = [];
  for (const name of ["ok", "failing", "mixed", "gone"]) own.push(await register(engine.account, name));
  const [, failing, mixed, gone] = own as [WebhookRecord, WebhookRecord, WebhookRecord, WebhookRecord];
  const others = [await register(other, "other-ok"), await register(other, "other-mixed")];
  engine.behave("http://failing.test/", refused(503));
  const mixture = [answered(404), refused(503), delivered, "hang", refused(500), delivered, answered(301)] as const;
  const repeated = Array.from({ length: 12 }, () => mixture).flat();
  for (const name of ["mixed", "other-mixed"]) engine.behave(`http://${name}.test/`, ...repeated);

  const tests = new Set<string>();
  for (let round = 0; round < 12; round++) {
    const events = TYPES.slice(0, 1 + (round % 3)).map((type) => ({ type, data: "{}" }));
    await ingestEvents(context, engine.account, { events, shape: "many" });
    await ingestEvents(context, other, { events, shape: "many" });
    if (round % 4 === 0) {
      for (const record of [failing, ...others]) {
        const testing = sendTest(context, record);
        await clock.advance(6 * SECOND);
        tests.add((await testing).id);
      }
    }
    if (round === 5) await discardDeliveries(context, mixed, {});
    if (round === 6) clock.setWall(clock.now() - 2 * MINUTE);
    if (round < 10) await clock.advance(round % 3 === 2 ? 20 * SECOND : 40);
  }
  const settled = (await engine.deliveries(failing.webhook)).filter(({ state }) => state === "failed");
  for (const { id } of settled.slice(1, 4)) await redeliver(context, failing, id);
  await engine.store.webhooks.remove(gone.webhook.row, clock.now());

  const rows: Row[] = [];
  for (const { webhook } of [...own.slice(0, 3), ...others]) {
    for (const delivery of await engine.deliveries(webhook)) {
      const isTest = tests.has(delivery.id);
      rows.push({ ...delivery, account: webhook.account, webhook: webhook.row, isTest });
    }
  }
  rows.sort((a, b) => b.row - a.row);
  const webhooks = [...own, ...others].map(({ webhook }) => webhook.row);
  return { engine, rows, webhooks, accounts: [engine.account.row, other.row, nobody.row] };
}

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.engine[Symbol.asyncDispose]());

/** What a search is to find, by looking at all there is. */
function matches(row: Row, account: number | null, filter: DeliverySearch & { readonly text?: string | undefined }) {
  const { webhook, state, eventType, eventId, since = 0, until = Number.POSITIVE_INFINITY, text } = filter;
  if (account !== null && row.account !== account) return false;
  if (webhook !== undefined && row.webhook !== webhook) return false;
  if (state !== undefined && row.state !== state) return false;
  if (eventId !== undefined && row.eventId !== eventId) return false;
  const ids = [row.id, row.eventId, row.id.slice(4), row.eventId.slice(4)];
  if (text !== undefined && !ids.some((id) => id.startsWith(text))) return false;
  return isRecovered(row, { eventType, since, until, statusCode: filter.statusCode, error: filter.error });
}

function isRecovered(row: Row, { eventType, since = 0, until = Infinity, statusCode, error }: RecoveryFilter) {
  const last = row.attempts.at(-1);
  if (eventType !== undefined && row.eventType !== eventType) return false;
  if (row.createdAt < since || row.createdAt >= until) return false;
  if (error !== undefined && last?.error !== error) return false;
  const code = last?.statusCode ?? 0;
  return statusCode === undefined || (code >= statusCode[0] && code < statusCode[1]);
}

function sometimes<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(value, { nil: undefined, freq: 1 });
}
/** Of the row at that place. */
function ofRow<Value>(pick: (row: Row, n: number) => Value): fc.Arbitrary<() => Value> {
  return fc.tuple(fc.nat(), fc.nat()).map(
    ([nth, n]) =>
      () =>
        pick(world.rows[nth % world.rows.length] as Row, n),
  );
}
const time = sometimes(ofRow(({ createdAt }, n) => createdAt + (n % 3) - 1));
const statusCode = sometimes(
  fc.constantFrom<readonly [number, number]>([200, 300], [300, 400], [400, 500], [500, 600], [503, 504], [204, 205]),
);
const filterOf = {
  state: sometimes(fc.constantFrom(...DELIVERY_STATES)),
  eventType: sometimes(fc.constantFrom(...TYPES, "task.updated", "no.such")),
  since: time,
  until: time,
  statusCode,
  error: sometimes(fc.constantFrom(...ATTEMPT_ERRORS)),
};
const search = fc.record({
  ...filterOf,
  webhook: sometimes(fc.nat(5).map((nth) => () => world.webhooks[nth])),
  eventId: sometimes(ofRow(({ eventId }) => eventId)),
  text: sometimes(
    ofRow(({ id, eventId }, n) => {
      const whole = [id, eventId, id.slice(4), eventId.slice(4)][n % 4] ?? "";
      const least = n % 4 < 2 ? 4 : 1;
      return whole.slice(0, Math.max(least, whole.length - (Math.floor(n / 4) % 26)));
    }),
  ),
});
const account = sometimes(fc.nat(2).map((nth) => () => world.accounts[nth]));
/** Filters as they are put together, few of those that could be. */
function chosen<Filter>(all: object, kept: number): Filter {
  const some = Object.entries(all).filter((_, nth) => (kept >> nth) & 1);
  return Object.fromEntries(some.map(([name, value]) => [name, resolved(value)])) as Filter;
}

function resolved(value: unknown): unknown {
  return typeof value === "function" ? value() : value;
}

/** One bit of four is set. */
const few = fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => a & b);

async function idsOfPages(owner: number | null, filter: DeliverySearch, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let before: number | undefined;
  for (let more = true; more; more = before !== undefined) {
    const { rows, next } = await world.engine.store.deliveries.search(owner, filter, { limit, before });
    expect(rows.length).toBe(next === null ? Math.min(rows.length, limit) : limit);
    ids.push(...rows.map(({ id }) => id));
    before = next ?? undefined;
  }
  return ids;
}

test("a search finds what fits, of its account alone, newest first, each once, on pages of any length", async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(account, search, few, fc.integer({ min: 1, max: 20 }), async (whose, all, kept, limit) => {
      const { text, ...filter } = chosen<DeliverySearch & { text?: string }>(all, kept);
      const owner = (resolved(whose) as number | undefined) ?? null;
      const expected = world.rows.filter((row) => matches(row, owner, { ...filter, text })).map(({ id }) => id);
      const id = text === undefined ? undefined : parseIdBeginning(text);
      expect(await idsOfPages(owner, { ...filter, id }, limit)).toEqual(expected);
      found += expected.length;
    }),
    runs(400),
  );
  expect(found).toBeGreaterThan(1000);
});

test("a recovery and a discarding change as many as they say before, and as fit", async () => {
  const { deliveries } = world.engine.store;
  await fc.assert(
    fc.asyncProperty(
      fc.record(filterOf),
      few,
      fc.nat(5),
      fc.integer({ min: 1, max: 5 }),
      async (all, kept, nth, limit) => {
        const { state: _, ...filter } = chosen<DeliverySearch>(all, kept);
        const webhook = world.webhooks[nth] ?? 0;
        const own = world.rows.filter((row) => row.webhook === webhook);
        const failed = own.filter((row) => row.state === "failed" && !row.isTest && isRecovered(row, filter));
        const recovered = await deliveries.wouldRecover(webhook, filter);
        expect(await changedBy(recovered, limit)).toBe(failed.length);
        const { since, until } = filter;
        const waiting = own.filter((row) => /pending|held/.test(row.state) && isRecovered(row, { since, until }));
        expect(await changedBy(await deliveries.wouldDiscard(webhook, { since, until }), limit)).toBe(waiting.length);
      },
    ),
    runs(300),
  );
});

async function changedBy(walk: Walk, limit: number): Promise<number> {
  let total = 0;
  for (let more = true; more; ) {
    const { looked, changed } = await walk(0, limit);
    expect(looked).toBeLessThanOrEqual(limit);
    total += changed;
    more = looked === limit;
  }
  return total;
}

test("the world has something of everything", () => {
  const states = new Set(world.rows.map(({ state }) => state));
  expect([...states].sort()).toEqual([...DELIVERY_STATES].filter((state) => state !== "held").sort());
  const errors = new Set(world.rows.map(({ attempts }) => attempts.at(-1)?.error));
  for (const error of ["http_status", "redirect", "timeout", null] as const) expect(errors).toContain(error);
  const waiting = world.rows.filter(({ state, attempts }) => state !== "delivered" && attempts.length > 1);
  expect(waiting.length).toBeGreaterThan(5);
  expect(world.rows.filter(({ isTest, state }) => isTest && state === "failed").length).toBeGreaterThan(2);
});
