import { expect, test } from "bun:test";
import { SECOND } from "../../src/core/time.ts";
import { setup } from "./setup.ts";

type Api = Awaited<ReturnType<typeof setup>>;
const idOf = ({ id }: { id: string }) => id;

/** Lists with something in them, and how to put one more in. Newest first: `made` is in the order of making. */
const LISTS: [string, (api: Api) => Promise<{ path: string; key: string; add: () => Promise<string> }>][] = [
  ["webhooks", async (api) => ({ path: "/v2/webhooks", key: api.keys.own, add: async () => (await api.webhook()).id })],
  ["events", async (api) => ({ path: "/v2/events", key: api.keys.own, add: async () => (await api.event()).id })],
  [
    "deliveries",
    async (api) => {
      const { id } = await api.webhook();
      const add = async () => (await api.event()).deliveries[0].id;
      return { path: `/v2/webhooks/${id}/deliveries`, key: api.keys.own, add };
    },
  ],
  [
    "deliveries of all webhooks",
    async (api) => {
      const webhooks = [await api.webhook({ events: ["task.*"] }), await api.webhook({ events: ["comment.*"] })];
      let made = 0;
      const add = async () => {
        const type = webhooks[made++ % 2].events[0] === "task.*" ? "task.created" : "comment.created";
        return (await api.event({ type })).deliveries[0].id;
      };
      return { path: "/v2/deliveries", key: api.keys.own, add };
    },
  ],
  [
    "accounts",
    async (api) => {
      const add = async () => (await api.post("/v2/accounts", {}, { key: api.keys.operator })).body.id;
      return { path: "/v2/accounts", key: api.keys.operator, add };
    },
  ],
  [
    "keys",
    async (api) => {
      const path = "/v2/accounts/acc_test/keys";
      const add = async () => (await api.post(path, {}, { key: api.keys.operator })).body.id;
      return { path, key: api.keys.operator, add };
    },
  ],
];

test.each(LISTS)("%s are read page by page, newest first, each once, while rows arrive", async (_, open) => {
  await using api = await setup();
  const { path, key, add } = await open(api);
  const made: string[] = [];
  for (let count = 0; count < 6; count++) made.unshift(await add());
  const read: string[] = [];
  let cursor: string | null = null;
  do {
    const { status, body } = await api.get(`${path}?limit=2${cursor ? `&cursor=${cursor}` : ""}`, { key });
    expect(status).toBe(200);
    expect(body.data.length).toBeLessThanOrEqual(2);
    read.push(...body.data.map(idOf));
    cursor = body.next_cursor;
    if (read.length < 6) await add();
  } while (cursor !== null);
  expect(read.slice(0, 6)).toEqual(made);
  expect(new Set(read).size).toBe(read.length);
});

test.each(LISTS)("the last page of %s has no next cursor, full as it may be", async (_, open) => {
  await using api = await setup();
  const { path, key, add } = await open(api);
  await add();
  const all = await api.get(path, { key });
  expect(all.body.next_cursor).toBeNull();
  const exact = await api.get(`${path}?limit=${all.body.data.length}`, { key });
  expect(exact.body).toEqual(all.body);
});

test.each(LISTS)("the limit of %s is from 1 to 200", async (_, open) => {
  await using api = await setup();
  const { path, key } = await open(api);
  for (const limit of ["1", "200"]) expect((await api.get(`${path}?limit=${limit}`, { key })).status).toBe(200);
  for (const limit of ["0", "201", "-1", "1.5", "ten", "", "99999999999999999999", "1&limit=2"]) {
    const { status, body } = await api.get(`${path}?limit=${limit}`, { key });
    expect([limit, status, body.code, body.errors[0].path]).toEqual([limit, 422, "validation_failed", "limit"]);
  }
});

test.each(LISTS)("a cursor that the list of %s did not give is 400", async (_, open) => {
  await using api = await setup();
  const { path, key, add } = await open(api);
  await add();
  await add();
  const other = path === "/v2/webhooks" ? "/v2/accounts" : "/v2/webhooks";
  if (other === "/v2/webhooks") {
    await api.webhook();
    await api.webhook();
  }
  const foreign = await api.get(`${other}?limit=1`, { key: api.keys.operator });
  expect(foreign.body.next_cursor).toEqual(expect.any(String));
  const list = path.split("/").at(-1);
  const made = [`${list}:0`, `${list}:-1`, `${list}:0x5`, `${list}:5:7`, `${list}:1e3`, `${list}:99999999999999999999`];
  const forged = made.map((text) => Buffer.from(text).toString("base64url"));
  for (const cursor of [foreign.body.next_cursor, "x", "", "%00", ...forged]) {
    const { status, body } = await api.get(`${path}?cursor=${cursor}`, { key });
    expect([cursor, status, body.code]).toEqual([cursor, 400, "invalid_cursor"]);
  }
});

test("a page has 50 rows when nothing is said", async () => {
  await using api = await setup();
  await api.post("/v2/events/batch", { events: Array(51).fill({ type: "task.created", data: {} }) });
  const { body } = await api.get("/v2/events");
  expect(body.data.length).toBe(50);
  expect((await api.get(`/v2/events?cursor=${body.next_cursor}`)).body.data.length).toBe(1);
});

test("since is inclusive and until exclusive, by when things were created, with any offset", async () => {
  await using api = await setup();
  const { id } = await api.webhook();
  const made: { event: string; delivery: string }[] = [];
  for (let count = 0; count < 3; count++) {
    // What the producer says of the time does not matter here.
    const event = await api.event({ timestamp: "2020-01-01T00:00:00Z" });
    made.push({ event: event.id, delivery: event.deliveries[0].id });
    await api.engine.clock.advance(SECOND);
  }
  const spans: [string, number[]][] = [
    ["since=2024-02-10T12:00:01Z", [2, 1]],
    ["since=2024-02-10T12:00:01.001Z", [2]],
    ["until=2024-02-10T12:00:01Z", [0]],
    ["until=2024-02-10T12:00:01.001Z", [1, 0]],
    ["since=2024-02-10T12:00:01Z&until=2024-02-10T12:00:02Z", [1]],
    ["since=2024-02-10T14:00:01%2B02:00", [2, 1]],
    ["since=2024-02-10T12:00:02Z&until=2024-02-10T12:00:01Z", []],
  ];
  for (const [query, places] of spans) {
    const events = await api.get(`/v2/events?${query}`);
    expect([query, events.body.data.map(idOf)]).toEqual([query, places.map((place) => made[place]?.event)]);
    const deliveries = await api.get(`/v2/webhooks/${id}/deliveries?${query}`);
    expect([query, deliveries.body.data.map(idOf)]).toEqual([query, places.map((place) => made[place]?.delivery)]);
  }
});

test("a filter holds over pages", async () => {
  await using api = await setup();
  for (const type of ["task.created", "comment.created", "task.created", "comment.created"]) await api.event({ type });
  const first = await api.get("/v2/events?type=comment.created&limit=1");
  const second = await api.get(`/v2/events?type=comment.created&limit=1&cursor=${first.body.next_cursor}`);
  expect([...first.body.data, ...second.body.data].map(({ type }: { type: string }) => type)).toEqual(
    Array(2).fill("comment.created"),
  );
  expect(second.body.data[0].id).not.toBe(first.body.data[0].id);
  expect(second.body.next_cursor).toBeNull();
});
