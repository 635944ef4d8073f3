import { describe, expect, test } from "bun:test";
import { recoverDeliveries } from "../../src/actions/recover.ts";
import { redeliver } from "../../src/actions/redeliver.ts";
import { DAY, HOUR, MINUTE, nextUtcMidnight, SECOND } from "../../src/core/time.ts";
import { delivered, refused, startEngine, timedOut } from "../support/engine.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { openTemporaryStore } from "../support/temporary-store.ts";

const URL = "http://a.test/";
/** When each attempt is made, counted from the first, of a delivery that is refused every time. */
const SCHEDULE = [0, 5 * SECOND, 35 * SECOND, 335 * SECOND, 335 * SECOND + HOUR, 335 * SECOND + 7 * HOUR];
/** To an endpoint that takes 4 s for each and gets one at a time. */
const DELIVERIES_OF_HALF_AN_HOUR = 450;

type Engine = Awaited<ReturnType<typeof startEngine>>;

const setBy = ({ clock }: Engine, by: number) => clock.setWall(clock.now() + by);
const elapsed = ({ sent }: Engine) => sent.map((attempt) => attempt.elapsed);

describe.each([
  ["put forward by an hour", HOUR],
  ["put forward by a day", DAY],
  ["put back by an hour", -HOUR],
  ["put back by a day", -DAY],
])("a wall clock that is %s", (_, by) => {
  test.each([
    ["at once", 0],
    ["during the first wait", 3 * SECOND],
    ["during a wait of minutes", MINUTE],
    ["during the longest wait", 2 * HOUR],
  ])("%s changes no wait, on the monotonic clock", async (_when, at) => {
    await using engine = await startEngine();
    await engine.webhook(URL);
    engine.behave(URL, refused());
    await engine.post();
    await engine.clock.rest();
    await engine.clock.advance(at);
    setBy(engine, by);
    await engine.clock.advance(8 * HOUR);
    expect(elapsed(engine)).toEqual(SCHEDULE);
  });

  test("shows when the next attempt is, by the new time", async () => {
    await using engine = await startEngine();
    const { webhook } = await engine.webhook(URL);
    engine.behave(URL, refused());
    await engine.post();
    await engine.clock.advance(MINUTE);
    setBy(engine, by);
    engine.dispatcher.now();
    await engine.clock.rest();
    const dueAt = engine.clock.now() + 275 * SECOND;
    expect(await engine.deliveries(webhook)).toMatchObject([{ state: "pending", dueAt }]);
  });

  test("does not hold up what comes, nor what waits in memory and in the table", async () => {
    await using engine = await startEngine({ deliveriesPerDay: 10_000 });
    await engine.webhook(URL);
    engine.behave(URL, timedOut);
    for (let times = 0; times < 3; times++) await engine.post(500);
    setBy(engine, by);
    engine.behave(URL, delivered);
    await engine.post();
    await engine.clock.advance(MINUTE);
    const ids = new Set(engine.sent.map(({ headers }) => headers["x-taskflow-delivery-id"]));
    expect(ids.size).toBe(1_501);
    expect(engine.sent.length).toBe(1_501 + 8);
  });

  test("repeats nothing that is in flight", async () => {
    await using engine = await startEngine();
    const { webhook } = await engine.webhook(URL);
    engine.behave(URL, "hang");
    await engine.post(20);
    await engine.clock.rest();
    setBy(engine, by);
    await engine.housekeeping.tidy();
    engine.behave(URL, delivered);
    await engine.clock.rest();
    engine.answer(URL, delivered);
    await engine.clock.rest();
    expect((await engine.deliveries(webhook)).map(({ state }) => state)).toEqual(Array(20).fill("delivered"));
    expect(engine.sent).toHaveLength(20);
  });

  test("sends once what waits in memory for longer than its lease", async () => {
    await using engine = await startEngine({ concurrencyPerWebhook: 1 });
    await engine.webhook(URL);
    await engine.post();
    await engine.clock.rest();
    engine.behave(URL, "hang");
    await engine.post(DELIVERIES_OF_HALF_AN_HOUR);
    expect(engine.dispatcher.figures().waiting).toBe(DELIVERIES_OF_HALF_AN_HOUR - 1);
    setBy(engine, by);
    for (let answered = 0; answered < DELIVERIES_OF_HALF_AN_HOUR; answered++) {
      await engine.clock.advance(4 * SECOND);
      engine.answer(URL, delivered);
      if (answered % 8 === 0) await engine.housekeeping.tidy();
    }
    await engine.clock.advance(HOUR);
    const ids = new Set(engine.sent.map(({ headers }) => headers["x-taskflow-delivery-id"]));
    expect([ids.size, engine.sent.length]).toEqual(Array(2).fill(1 + DELIVERIES_OF_HALF_AN_HOUR));
  });

  test("and put right again leaves all as it was", async () => {
    await using engine = await startEngine();
    await engine.webhook(URL);
    engine.behave(URL, refused());
    await engine.post();
    await engine.clock.advance(MINUTE);
    setBy(engine, by);
    await engine.clock.advance(MINUTE);
    setBy(engine, -by);
    await engine.clock.advance(8 * HOUR);
    expect(elapsed(engine)).toEqual(SCHEDULE);
  });
});

test.each([HOUR, -HOUR])(
  "a wall clock that is set by %d ms between any two readings of it changes no wait",
  async (by) => {
    let readings = 0;
    for (let setAt = 0; setAt <= readings; setAt++) {
      await using engine = await startEngine();
      const { clock } = engine;
      await engine.webhook(URL);
      engine.behave(URL, refused());
      await engine.post();
      await clock.advance(2 * SECOND);
      await engine.post();
      await clock.rest();
      readings = 0;
      const { now } = clock;
      Object.assign(clock, {
        now() {
          if (readings++ === setAt) clock.setWall(now() + by);
          return now();
        },
      });
      await clock.advance(30 * SECOND);
      expect([setAt, elapsed(engine)]).toEqual([setAt, [0, 2, 5, 7].map((s) => s * SECOND)]);
    }
    expect(readings).toBeGreaterThan(10);
  },
);

test("a wall clock that is set while the disk fails changes no wait either", async () => {
  let fault: NodeJS.ErrnoException | null = null;
  await using temporary = await openTemporaryStore({ syncFile: (_, done) => void setImmediate(done, fault) });
  await using engine = await startEngine({}, { store: temporary.store, clock: createFakeClock() });
  await engine.webhook(URL);
  engine.behave(URL, refused());
  await engine.post();
  await engine.clock.advance(MINUTE);
  fault = Object.assign(new Error("The disk is gone."), { code: "EIO" });
  setBy(engine, HOUR);
  await engine.clock.advance(10 * SECOND);
  fault = null;
  engine.faults.length = 0;
  await engine.clock.advance(8 * HOUR);
  expect(elapsed(engine)).toEqual(SCHEDULE);
});

test("a redelivery and a recovery while the clock is put back go out at once", async () => {
  await using engine = await startEngine({ policy: { retries: [], onExhausted: "fail-delivery" } });
  const record = await engine.webhook(URL);
  engine.behave(URL, refused());
  const [event] = await engine.post(2);
  await engine.clock.rest();
  const { deliveries } = engine.store;
  const { recover } = deliveries;
  Object.assign(deliveries, {
    recover: (...args: Parameters<typeof recover>) => {
      setBy(engine, -HOUR);
      engine.dispatcher.now();
      return recover(...args);
    },
  });
  const dispatch: typeof engine.dispatcher = {
    ...engine.dispatcher,
    whileInTable: (row, run) => {
      setBy(engine, -HOUR);
      engine.dispatcher.now();
      return engine.dispatcher.whileInTable(row, run);
    },
  };
  await redeliver({ ...engine.context, dispatch }, record, event?.deliveries[0]?.id ?? "");
  await engine.clock.rest();
  expect(engine.sent).toHaveLength(3);
  expect(await recoverDeliveries(engine.context, record, {})).toBe(2);
  await engine.clock.rest();
  expect(engine.sent).toHaveLength(5);
});

test("what is held for the day goes out when the new time says that it is over", async () => {
  await using engine = await startEngine({ deliveriesPerDay: 1 });
  const { webhook } = await engine.webhook(URL);
  await engine.post(2);
  await engine.clock.rest();
  engine.clock.setWall(nextUtcMidnight(engine.clock.now()) + MINUTE);
  await engine.clock.advance(MINUTE);
  expect((await engine.deliveries(webhook)).map(({ state }) => state)).toEqual(["delivered", "delivered"]);
});

test("ids that run ahead of a clock that was put back do not keep what they name beyond its time", async () => {
  await using engine = await startEngine();
  const stored = async () => (await engine.store.events.list(null, {}, { limit: 10 })).rows.length;
  await engine.post();
  await engine.webhook(URL);
  await engine.post();
  await engine.clock.rest();
  setBy(engine, -DAY);
  await engine.post();
  await engine.clock.rest();
  const { webhook } = await engine.webhook("http://b.test/");
  await engine.post();
  expect(await stored()).toBe(4);
  await engine.clock.skip(7 * DAY + MINUTE);
  await engine.housekeeping.tidy();
  expect(await engine.deliveries(webhook)).toEqual([]);
  expect(await stored()).toBe(2);
  await engine.clock.skip(DAY);
  await engine.housekeeping.tidy();
  expect(await stored()).toBe(0);
});
