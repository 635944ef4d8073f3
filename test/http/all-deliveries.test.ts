import { expect, test } from "bun:test";
import fc from "fast-check";
import { SECOND } from "../../src/core/time.ts";
import { answered, refused } from "../support/engine.ts";
import { runs } from "../support/runs.ts";
import { setup, URL } from "./setup.ts";
import { neverMade, thingsOf } from "./things.ts";

const idOf = ({ id }: { id: string }) => id;

/** Two webhooks of one account: the first delivers, the second refuses. */
async function setupTwo() {
  const api = await setup();
  const failing = "https://failing.example.com/";
  api.engine.behave(failing, refused(503), answered(404), answered(410));
  const ok = await api.webhook();
  const bad = await api.webhook({ url: failing, events: ["task.*"] });
  const events = [await api.event(), await api.event({ type: "comment.created" })];
  await api.engine.clock.advance(5 * SECOND);
  events.push(await api.event({ type: "task.deleted" }));
  const [both, comment, gone] = events.map(({ deliveries }) => deliveries.map(idOf));
  return {
    ...api,
    ok,
    bad,
    events,
    /** Of each event, to the first webhook and to the second. */
    ids: { delivered: both[0], retried: both[1], comment: comment[0], deleted: gone[0], gone: gone[1] },
    /** The ids that are found. */
    async found(query: string, key = api.keys.own): Promise<string[]> {
      const { status, body } = await api.get(`/v2/deliveries?${query}`, { key });
      expect([query, status]).toEqual([query, 200]);
      return body.data.map(idOf);
    },
  };
}

test("the deliveries of all webhooks are listed, newest first, as each webhook's list shows them", async () => {
  await using api = await setupTwo();
  const { body } = await api.get("/v2/deliveries");
  const lists = [api.ok, api.bad].map(({ id }) => api.get(`/v2/webhooks/${id}/deliveries`));
  const rows = (await Promise.all(lists)).flatMap((answer) => answer.body.data);
  const expected = rows.sort((a: { id: string }, b: { id: string }) => (a.id < b.id ? 1 : -1));
  expect(body).toEqual({ data: expected, next_cursor: null });
  expect(body.data.length).toBe(5);
});

test("deliveries are found by what they are, where they go, and what they came to", async () => {
  await using api = await setupTwo();
  const { ids, found, events } = api;
  const { delivered, retried, comment, deleted, gone } = ids;
  const finds: [string, string[]][] = [
    [`webhook_id=${api.bad.id}`, [gone, retried]],
    ["status=delivered", [deleted, comment, delivered]],
    ["status=held", [retried]],
    ["status=failed", [gone]],
    ["event_type=comment.created", [comment]],
    [`event_id=${events[2].id}`, [gone, deleted]],
    [`event_id=${events[2].id}&status=failed`, [gone]],
    ["since=2024-02-10T12:00:05Z", [gone, deleted]],
    ["until=2024-02-10T12:00:05Z", [comment, retried, delivered]],
    ["status_code=200", [deleted, comment, delivered]],
    ["status_code=2xx", [deleted, comment, delivered]],
    ["status_code=410", [gone]],
    // The first attempt came to a 503.
    ["status_code=503", []],
    ["status_code=4xx", [gone, retried]],
    ["error=http_status", [gone, retried]],
    ["error=timeout", []],
    ["error=http_status&status=held", [retried]],
    [`id=${gone}`, [gone]],
    [`id=${gone.slice(4)}`, [gone]],
    [`id=${events[2].id}`, [gone, deleted]],
    [`id=${events[2].id.slice(4)}`, [gone, deleted]],
    [`id=evt_${gone.slice(4)}`, []],
    [`id=${gone.slice(0, 14)}`, [gone, deleted]],
    ["id=del_", [gone, deleted, comment, retried, delivered]],
    ["id=7", []],
  ];
  for (const [query, expected] of finds) expect([query, await found(query)]).toEqual([query, expected]);
});

test.each([
  "status=done",
  "status_code=600",
  "status_code=50",
  "status_code=5x",
  "error=slow",
  "event_id=evt_1",
  "event_id=del_01h455vb4pex5vsknk084sn02q",
  "id=",
  "id=wh_01h4",
  "id=del_u",
  "id=01h455vb4pex5vsknk084sn02q0",
  "webhook_id=",
  "since=yesterday",
  "type=task.created",
])("deliveries of all webhooks cannot be listed by %s", async (query) => {
  await using api = await setup();
  const { status, body } = await api.get(`/v2/deliveries?${query}`);
  const named = query.startsWith("type=") ? "" : query.split("=")[0];
  expect([status, body.code, body.errors[0].path]).toEqual([422, "validation_failed", named]);
});

test("an operator lists the deliveries of all accounts, or of the one that is named", async () => {
  await using api = await setup();
  const { own, other, operator } = api.keys;
  const [mine, theirs] = [await thingsOf(api, own), await thingsOf(api, other)];
  const found = async (query: string, key = operator) =>
    (await api.get(`/v2/deliveries?${query}`, { key })).body.data.map(idOf);
  expect(await found("")).toEqual([theirs.delivery, mine.delivery]);
  expect(await found("account_id=acc_test")).toEqual([mine.delivery]);
  expect(await found("account_id=acc_other&status=delivered")).toEqual([theirs.delivery]);
  expect(await found("account_id=acc_other", other)).toEqual([theirs.delivery]);
  const refusals = [
    await api.get("/v2/deliveries?account_id=acc_none", { key: operator }),
    await api.get(`/v2/deliveries?account_id=acc_other&webhook_id=${mine.webhook}`, { key: operator }),
    await api.get("/v2/deliveries?account_id=acc_other", { key: own }),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([404, 404, 403]);
});

test("another account's deliveries never show, and are answered as what never was, whatever is asked for", async () => {
  await using api = await setup({ settings: { apiRequestsPerMinute: Number.MAX_SAFE_INTEGER } });
  const { own, other } = api.keys;
  const [mine, theirs] = [await thingsOf(api, own), await thingsOf(api, other)];
  const nobodys = neverMade(api);
  const cut = fc.integer({ min: 1, max: 30 });
  const ofThings = fc.constantFrom<(things: typeof mine) => string>(
    ({ webhook }) => `webhook_id=${webhook}`,
    ({ event }) => `event_id=${event}`,
    ({ delivery }) => `id=${delivery}`,
    ({ event }) => `id=${event}`,
    ({ delivery }) => `id=${delivery.slice(4)}`,
  );
  const filters = ["status=delivered", "event_type=task.created", "status_code=2xx", "limit=1"];
  const some = fc.subarray([...filters, "since=2024-01-01T00:00:00Z"]);
  await fc.assert(
    fc.asyncProperty(ofThings, some, async (of, more) => {
      const ask = async (things: typeof mine, key: string) => {
        const { status, text } = await api.get(`/v2/deliveries?${[of(things), ...more].join("&")}`, { key });
        return { status, text };
      };
      expect(await ask(theirs, own)).toEqual(await ask(nobodys, own));
      expect((await ask(theirs, other)).text).toContain(theirs.delivery);
    }),
    runs(60),
  );
  await fc.assert(
    fc.asyncProperty(cut, fc.boolean(), some, async (length, bare, more) => {
      const id = (bare ? theirs.delivery.slice(4) : theirs.delivery).slice(0, bare ? length : length + 3);
      const { body } = await api.get(`/v2/deliveries?${[`id=${id}`, ...more].join("&")}`);
      for (const row of body.data) expect(row.id).toBe(mine.delivery);
    }),
    runs(60),
  );
});

test("a deleted webhook's deliveries are in no list", async () => {
  await using api = await setupTwo();
  await api.del(`/v2/webhooks/${api.bad.id}`);
  const left = [api.ids.deleted, api.ids.comment, api.ids.delivered];
  for (const key of [api.keys.own, api.keys.operator]) {
    expect(await api.found("", key)).toEqual(left);
    expect(await api.found("status=failed", key)).toEqual([]);
    expect(await api.found(`id=${api.ids.gone}`, key)).toEqual([]);
  }
  expect((await api.get(`/v2/deliveries?webhook_id=${api.bad.id}`)).status).toBe(404);
});

test("what is rare and has no index is found over pages that may be empty", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  api.engine.behave(URL, answered(204), answered(200));
  const rare = await api.event();
  const batch = { events: Array(600).fill({ type: "task.created", data: {} }) };
  for (let count = 0; count < 4; count++) {
    await api.post("/v2/events/batch", batch);
    await api.engine.clock.rest();
  }
  const pages: string[][] = [];
  let cursor = "";
  do {
    const { status, body } = await api.get(`/v2/deliveries?webhook_id=${id}&status_code=204${cursor}`);
    expect(status).toBe(200);
    pages.push(body.data.map(idOf));
    cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
  } while (cursor !== "");
  expect(pages).toEqual([[], [], [rare.deliveries[0].id]]);
});
