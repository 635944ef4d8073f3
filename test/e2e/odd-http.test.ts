import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { connect } from "node:net";
import { type Appliance, startAppliance } from "./appliance.ts";

setDefaultTimeout(20_000);

/** Behind a key, in what is asked for here; and in what is sent, which nobody gets back. */
const HIDDEN = "https://hidden.example/in";
const SENT = "s3nt-Qe7xV";
const CLOSE = "Connection: close\r\n";
const HEAD = `Host: hooks.test\r\n${CLOSE}`;

let appliance: Appliance;
beforeAll(async () => {
  appliance = await startAppliance();
  await appliance.webhook(HIDDEN);
});
afterAll(() => appliance[Symbol.asyncDispose]());

/** All that is answered until the connection is closed. */
async function exchange(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(appliance.url).port), "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  await new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => resolve());
    socket.write(bytes, "latin1");
  });
  return text;
}

const statusesOf = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

const WITHOUT_KEY: readonly (readonly [request: string, status: number])[] = [
  [`GET http://hooks.test/v2/webhooks HTTP/1.1\r\n${HEAD}`, 401],
  [`GET https://${SENT}@elsewhere.example/v2/webhooks HTTP/1.1\r\n${HEAD}`, 401],
  [`GET /healthz/../v2/webhooks HTTP/1.1\r\n${HEAD}`, 401],
  [`GET /healthz/%2e%2e/v2/webhooks HTTP/1.1\r\n${HEAD}`, 401],
  [`GET /v2/webhooks/ HTTP/1.1\r\n${HEAD}`, 401],
  [`GET /v2/webhooks?/healthz HTTP/1.1\r\n${HEAD}`, 401],
  [`GET //v2/webhooks HTTP/1.1\r\n${HEAD}`, 404],
  [`GET /%76%32/webhooks HTTP/1.1\r\n${HEAD}`, 404],
  [`GET /V2/webhooks HTTP/1.1\r\n${HEAD}`, 404],
  [`GET /v2;/webhooks HTTP/1.1\r\n${HEAD}`, 404],
  [`GET \\v2\\webhooks HTTP/1.1\r\n${HEAD}`, 400],
  [`GET /v2/webhooks\0${SENT} HTTP/1.1\r\n${HEAD}`, 505],
  [`GET /v2/webhooks HTTP/1.1\r\nHost: hooks.test/healthz?\r\n${CLOSE}`, 401],
  [`GET /v2/webhooks HTTP/1.1\r\nHost: ${SENT}@hooks.test\r\n${CLOSE}`, 401],
  [`GET /v2/webhooks HTTP/1.1\r\nHost: [::1\r\n${CLOSE}`, 401],
  [`GET /v2/webhooks HTTP/1.1\r\nHost: a\r\n${HEAD}`, 401],
  [`GET /v2/webhooks HTTP/1.1\r\n${CLOSE}`, 400],
  ["GET /v2/webhooks HTTP/1.0\r\n", 401],
  [`GET /v2/nothing HTTP/1.1\r\n${HEAD}X-Original-URL: /v2/webhooks\r\nX-HTTP-Method-Override: GET\r\n`, 401],
  [`TRACE /v2/webhooks HTTP/1.1\r\n${HEAD}Cookie: ${SENT}\r\n`, 401],
  [`TRACE / HTTP/1.1\r\n${HEAD}Cookie: ${SENT}\r\n`, 405],
  [`OPTIONS /v2/webhooks HTTP/1.1\r\n${HEAD}Origin: https://${SENT}.example\r\n`, 401],
  [`OPTIONS * HTTP/1.1\r\n${HEAD}`, 400],
  [`PROPFIND /v2/webhooks HTTP/1.1\r\n${HEAD}`, 401],
  [`${SENT} /v2/webhooks HTTP/1.1\r\n${HEAD}`, 400],
  [`CONNECT ${SENT}.example:443 HTTP/1.1\r\n${HEAD}`, 404],
  [`CONNECT /v2/webhooks HTTP/1.1\r\n${HEAD}`, 401],
];

test.each(WITHOUT_KEY)("%j comes without a key to nothing but %i", async (request, status) => {
  const text = await exchange(`${request}\r\n`);
  expect(statusesOf(text)).toEqual([status]);
  expect(text).not.toContain("hidden");
  expect(text).not.toContain(SENT);
});

test("two keys are none, and one in a trailer or on a folded line is none", async () => {
  const key = `Authorization: ${appliance.authorization}\r\n`;
  const asked = `GET /v2/webhooks HTTP/1.1\r\n${HEAD}`;
  expect(await exchange(`${asked}${key}\r\n`)).toContain(HIDDEN);
  const folded = key.replace("Bearer ", "Bearer\r\n ");
  const requests = [`${asked}${key}${key}`, `${asked}Authorization: Bearer x\r\n${key}`, `${asked}${folded}`];
  requests.push(`${asked}Transfer-Encoding: chunked\r\n\r\n0\r\n${key}`);
  for (const request of requests) {
    const text = await exchange(`${request}\r\n`);
    expect([400, 401]).toContain(statusesOf(text)[0] ?? 0);
    expect(text).not.toContain("hidden");
  }
});

test.each([
  ["no HTTP at all", `${SENT}\r\n\r\n`, 400],
  ["another version", `GET / HTTP/3.7\r\n${HEAD}X: ${SENT}\r\n\r\n`, 505],
  ["a header without a colon", `GET / HTTP/1.1\r\n${HEAD}${SENT}\r\n\r\n`, 400],
  ["a space in a header's name", `GET / HTTP/1.1\r\n${HEAD}X ${SENT}: 1\r\n\r\n`, 400],
  ["too long a header", `GET / HTTP/1.1\r\n${HEAD}X: ${SENT.repeat(5_000)}\r\n\r\n`, 431],
  ["too long a target", `GET /${SENT.repeat(5_000)} HTTP/1.1\r\n${HEAD}\r\n`, 431],
  ["a length that is none", `POST /v2/events HTTP/1.1\r\n${HEAD}Content-Length: ${SENT}\r\n\r\n`, 400],
  ["an encoding that is none", `POST /v2/events HTTP/1.1\r\n${HEAD}Transfer-Encoding: ${SENT}\r\n\r\n`, 400],
])("the server's own refusal of %s says nothing of what was sent, nor who it is", async (_, request, status) => {
  const text = await exchange(request);
  expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\w ]+\r\nConnection: close\r\n\r\n$`));
});

test("a head may have 16 KiB and 198 headers, and not one more", async () => {
  const start = `GET /healthz HTTP/1.1\r\n${HEAD}`;
  const ofBytes = (bytes: number) => `${start}X: ${"a".repeat(bytes - start.length - "X: \r\n\r\n".length)}\r\n\r\n`;
  const ofHeaders = (count: number) => `${start}${"a: b\r\n".repeat(count - 2)}\r\n`;
  const requests = [ofBytes(16_384), ofBytes(16_385), ofHeaders(198), ofHeaders(199)];
  const answers = await Promise.all(requests.map(exchange));
  expect(answers.map(statusesOf)).toEqual([[200], [431], [200], [431]]);
});

test.each([
  ["a request without a key", "POST /v2/events", 401],
  ["a request for nothing", "POST /nothing", 404],
  ["a GET", "GET /v2/stats", 401],
])("what stands in the body of %s is not the next request", async (_, line, status) => {
  const inside = `GET /v2/webhooks HTTP/1.1\r\n${HEAD}Authorization: ${appliance.authorization}\r\n\r\n`;
  const head = `${line} HTTP/1.1\r\nHost: hooks.test\r\nContent-Length: ${inside.length}\r\n\r\n`;
  const text = await exchange(`${head}${inside}GET /healthz HTTP/1.1\r\n${HEAD}\r\n`);
  expect(statusesOf(text)).toEqual([status, 200]);
  expect(text).not.toContain("hidden");
});

test.each([
  ["Content-Length: 0\r\nContent-Length: 5", "0\r\n\r\n"],
  ["Content-Length: 0\r\nTransfer-Encoding: chunked", "0\r\n\r\n"],
  ["Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"],
  ["Transfer-Encoding: chunked, identity", "0\r\n\r\n"],
  ["Transfer-Encoding : chunked", "0\r\n\r\n"],
  ["Content-Length: +5", "0\r\n\r\n"],
  ["Content-Length: 0, 5", "0\r\n\r\n"],
  ["X: y\nContent-Length: 5", "0\r\n\r\n"],
])("where a body ends is not guessed: %j is refused, and nothing behind it is read", async (lengths, body) => {
  const behind = `GET /v2/webhooks HTTP/1.1\r\n${HEAD}Authorization: ${appliance.authorization}\r\n\r\n`;
  const text = await exchange(`POST /nothing HTTP/1.1\r\nHost: hooks.test\r\n${lengths}\r\n\r\n${body}${behind}`);
  expect(statusesOf(text)).toEqual([400]);
});

test("the Host that a client names comes back in no answer", async () => {
  const key = `Authorization: ${appliance.authorization}\r\nContent-Type: application/json\r\n`;
  const body = JSON.stringify({ url: HIDDEN, events: ["*"] });
  const host = `Host: ${SENT}.example\r\nX-Forwarded-Host: ${SENT}.example\r\n${CLOSE}`;
  const made = await exchange(
    `POST /v2/webhooks HTTP/1.1\r\n${host}${key}Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  expect(made).toMatch(/\r\nlocation: \/v2\/webhooks\/wh_/i);
  const answers = [made];
  for (const path of ["/", "/openapi.json", "/metrics", "/v2/webhooks", "/v2/nothing"]) {
    answers.push(await exchange(`GET ${path} HTTP/1.1\r\n${host}${key}\r\n`));
  }
  for (const text of answers) expect(text).not.toContain(SENT);
});
