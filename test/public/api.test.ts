import { afterEach, expect, test } from "bun:test";
import { createApi } from "../../public/api/api.ts";
import { Refused, Unreachable } from "../../public/api/client.ts";

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

function setup(answer: () => Promise<Response>) {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const seen: string[] = [];
  globalThis.fetch = Object.assign(
    (url: string | URL | Request, init?: RequestInit) => {
      asked.push({ url: String(url), init });
      return answer();
    },
    { preconnect: realFetch.preconnect },
  );
  const api = createApi("the-key", {
    reached: (reached) => seen.push(reached ? "reached" : "lost"),
    unauthorized: () => seen.push("unauthorized"),
  });
  return { api, asked, seen };
}

const json = (status: number, body: unknown) => () => Promise.resolve(Response.json(body, { status }));

test("it asks with the key, and only with the filters that are given", async () => {
  const { api, asked, seen } = setup(json(200, { data: [], next_cursor: null }));
  await api.deliveries("wh_1", { status: "failed", eventType: undefined });
  expect(asked[0]?.url).toBe("/v2/webhooks/wh_1/deliveries?limit=50&status=failed");
  expect(asked[0]?.init?.headers).toEqual({ authorization: "Bearer the-key" });
  expect(seen).toEqual(["reached"]);
});

test("a refusal says why in the server's words, and shows that the server is there", async () => {
  const { api, seen } = setup(json(409, { detail: "The webhook is stopped." }));
  const fault = await api.redeliver("wh_1", "del_1").catch((caught: unknown) => caught);
  expect(fault).toBeInstanceOf(Refused);
  expect(fault).toMatchObject({ status: 409, message: "The webhook is stopped." });
  expect(seen).toEqual(["reached"]);
});

test("a key that is no longer valid is told of", async () => {
  const { api, seen } = setup(json(401, { detail: "No." }));
  await api.accounts().catch(() => {});
  expect(seen).toContain("unauthorized");
});

test("no answer, or a proxy's page in its place, means that the server is away", async () => {
  for (const answer of [
    () => Promise.reject(new TypeError("failed to fetch")),
    () => Promise.resolve(new Response("<h1>Bad gateway</h1>", { status: 502 })),
  ]) {
    const { api, seen } = setup(answer);
    expect(await api.webhook("wh_1").catch((caught: unknown) => caught)).toBeInstanceOf(Unreachable);
    expect(seen).toEqual(["lost"]);
  }
});

test("a request that the page itself gave up says nothing of the server", async () => {
  const { api, seen } = setup(() => Promise.reject(new DOMException("aborted", "AbortError")));
  await api.webhook("wh_1", AbortSignal.abort()).catch(() => {});
  expect(seen).toEqual([]);
});
