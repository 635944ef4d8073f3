import { expect, test } from "bun:test";
import { readDescription } from "./described.ts";
import { setup } from "./setup.ts";
import { pathTo, thingsOf } from "./things.ts";

const knowing = (tags: string) => ({ headers: { "if-none-match": tags } });

test("every answer to GET with a key has a weak ETag, and who names it gets 304 without a body", async () => {
  await using api = await setup();
  const { operations } = await readDescription(api);
  const things = await thingsOf(api, api.keys.own);
  const tagged = operations.filter(({ method, path }) => method === "GET" && path.startsWith("/v2/"));
  // What it tells of the disk and of this process is hardly ever the same twice.
  const rows = tagged.filter(({ path }) => path !== "/v2/system");
  expect(rows.length).toBeGreaterThan(10);
  for (const { path, operation } of rows) {
    const at = pathTo(path, things);
    const key = api.keys.operator;
    const first = await api.get(at, { key });
    const tag = first.headers.get("etag") ?? "";
    expect([at, first.status, tag]).toEqual([at, 200, expect.stringMatching(/^W\/"[\w-]{27}"$/)]);
    const again = await api.get(at, { key, ...knowing(tag) });
    expect([at, again.status, again.text, again.headers.get("etag")]).toEqual([at, 304, "", tag]);
    expect(Object.keys(operation.responses)).toContain("304");
  }
});

test("a 304 has the headers of every answer, may be kept by nobody, and counts as a request", async () => {
  await using api = await setup();
  const { headers } = await api.get("/v2/webhooks");
  const again = await api.get("/v2/webhooks", knowing(headers.get("etag") ?? ""));
  expect([again.status, again.headers.get("cache-control"), again.headers.get("content-type")]).toEqual([
    304,
    "no-store",
    null,
  ]);
  expect(again.headers.get("ratelimit")).toContain("r=5998");
});

test("once the answer is another one it comes whole, under another tag", async () => {
  await using api = await setup();
  const before = (await api.get("/v2/webhooks")).headers.get("etag") ?? "";
  await api.webhook();
  const after = await api.get("/v2/webhooks", knowing(before));
  expect([after.status, after.body.data.length]).toEqual([200, 1]);
  expect(after.headers.get("etag")).not.toBe(before);
});

test("tags come one or several, weak or strong, or as *", async () => {
  await using api = await setup();
  const weak = (await api.get("/v2/event-types")).headers.get("etag") ?? "";
  const strong = weak.slice(2);
  const status = async (tags: string) => (await api.get("/v2/event-types", knowing(tags))).status;
  for (const tags of [weak, strong, "*", ` ${weak} `, `"a", ${weak}`, `W/"a,b" ,${strong},"c"`, `${weak}, W/"other"`])
    expect([tags, await status(tags)]).toEqual([tags, 304]);
  for (const tags of ["", '"a"', "a", strong.slice(1, -1), '"*"', strong.replace('"', '"x'), strong.slice(0, 9)])
    expect([tags, await status(tags)]).toEqual([tags, 200]);
});

test("HEAD tells the same tag, and heeds it", async () => {
  await using api = await setup();
  const tag = (await api.get("/v2/webhooks")).headers.get("etag") ?? "";
  const head = await api.call("HEAD", "/v2/webhooks");
  expect([head.status, head.headers.get("etag")]).toEqual([200, tag]);
  expect((await api.call("HEAD", "/v2/webhooks", undefined, knowing(tag))).status).toBe(304);
});

test("another's key gets no 304 for what it does not see", async () => {
  await using api = await setup();
  await api.webhook();
  const tag = (await api.get("/v2/webhooks")).headers.get("etag") ?? "";
  const other = await api.get("/v2/webhooks", { key: api.keys.other, ...knowing(tag) });
  expect([other.status, other.body.data]).toEqual([200, []]);
  expect((await api.get("/v2/webhooks", { key: null, ...knowing("*") })).status).toBe(401);
  expect((await api.get("/v2/webhooks/wh_nothing", knowing("*"))).status).toBe(404);
});

test("what is posted, what is refused and what needs no key has none", async () => {
  await using api = await setup();
  const answers = [
    await api.post("/v2/webhooks", { url: "https://hooks.example.com/", events: ["*"] }, knowing("*")),
    await api.get("/v2/webhooks/wh_nothing"),
    await api.get("/v2/webhooks?limit=0"),
    await api.get("/healthz", knowing("*")),
    await api.get("/openapi.json", knowing("*")),
  ];
  expect(answers.map(({ status, headers }) => [status, headers.get("etag")])).toEqual(
    [201, 404, 422, 200, 200].map((status) => [status, null]),
  );
});

test("over a socket a 304 ends where its headers end, and the connection goes on", async () => {
  await using api = await setup();
  const port = await api.http.listen({ host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${port}/v2/event-types`;
  const authorization = `Bearer ${api.keys.own}`;
  const first = await fetch(url, { headers: { authorization } });
  await first.text();
  const again = await fetch(url, { headers: { authorization, "if-none-match": first.headers.get("etag") ?? "" } });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
});
