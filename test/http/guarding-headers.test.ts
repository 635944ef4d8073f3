import { expect, test } from "bun:test";
import { toResponse } from "../../src/http/reply.ts";
import { readDescription } from "./described.ts";
import { type Answered, setup } from "./setup.ts";
import { pathTo, thingsOf } from "./things.ts";

const GUARDING = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
};
const CORS = { origin: "https://elsewhere.example", "access-control-request-method": "POST" };

/** Every route as it should be called and otherwise, from another site too. */
async function answersOfAll(api: Awaited<ReturnType<typeof setup>>): Promise<[what: string, answer: Answered][]> {
  const { operations } = await readDescription(api);
  const things = await thingsOf(api, api.keys.own);
  const answers: [string, Answered][] = [];
  const routes = [
    ...operations,
    ...["/nothing", "/v2/nothing"].map((path) => ({ method: "GET", path, operation: null })),
  ];
  for (const { method, path, operation } of routes) {
    const at = pathTo(path, things);
    const body = operation?.requestBody?.content["application/json"].example;
    const calls: [string, unknown, string | null][] = [
      [method, body, api.keys.operator],
      [method, body, api.keys.own],
      [method, body, null],
      [method, body && "{", api.keys.operator],
      ["OPTIONS", undefined, null],
      ["OPTIONS", undefined, api.keys.own],
      ["HEAD", undefined, api.keys.own],
      ["TRACE", undefined, api.keys.own],
    ];
    for (const [method, body, key] of calls) {
      answers.push([`${method} ${at}`, await api.call(method, at, body, { key, headers: CORS })]);
    }
  }
  return answers;
}

test("every answer, refusals too, is for nobody but who asked, and is what it says it is", async () => {
  await using api = await setup();
  const answers = await answersOfAll(api);
  const statuses = new Set(answers.map(([, { status }]) => status));
  for (const status of [200, 201, 202, 204, 400, 401, 403, 404, 405, 422]) expect([...statuses]).toContain(status);
  for (const [what, { headers }] of answers) {
    const all = headers.toJSON();
    expect([what, all]).toEqual([what, expect.objectContaining(GUARDING)]);
    expect([what, Object.keys(all).filter((name) => /^(access-control-|set-cookie)/.test(name))]).toEqual([what, []]);
  }
});

test("no answer but the page may be kept", async () => {
  await using api = await setup();
  for (const [what, { status, headers }] of await answersOfAll(api)) {
    const isPage = status === 200 && headers.get("content-type")?.startsWith("text/html");
    expect([what, headers.get("cache-control")]).toEqual([what, isPage ? "no-cache" : "no-store"]);
  }
});

test("the headers of one answer are not those of the next", () => {
  const reply = { status: 200, body: "{}", contentType: "application/json" };
  toResponse(reply).headers.set("x-own", "1");
  toResponse({ ...reply, headers: { "x-own": "1", "cache-control": "public" } });
  const next = toResponse(reply).headers;
  expect([next.get("x-own"), next.get("cache-control")]).toEqual([null, "no-store"]);
});
