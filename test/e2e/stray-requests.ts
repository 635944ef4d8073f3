import { makeCertificates } from "../support/certificates.ts";
import { ACCOUNT } from "./full-of-secrets.ts";
import type { Asked } from "./witness.ts";

export type StrayRequest = readonly [method: string, path: string, asked: Asked];

const CERTIFICATE = makeCertificates().issue("stray.test").cert;
const pair = (certificate: string, private_key: string) => ({ certificate, private_key });

/** Requests that are refused, with a secret where none belongs. The webhook is the caller's. */
export function strayRequests(secret: string, key: string, webhook: string): readonly StrayRequest[] {
  const at = encodeURIComponent(secret);
  const own = `/v2/webhooks/${webhook}`;
  const url = "https://example.com/";
  const event = { type: "task.created", data: {} };
  const json = JSON.stringify(secret);
  const bodies: readonly StrayRequest[] = [
    ["POST", "/v2/webhooks", { body: { url, events: ["*"], secret: [secret] } }],
    ["POST", "/v2/webhooks", { body: { url, events: ["*"], secret: { [secret]: 1 } } }],
    ["POST", "/v2/webhooks", { body: { url, events: ["*"], secret: `${secret}\n` } }],
    ["POST", "/v2/webhooks", { body: { url, events: ["*"], [secret]: true } }],
    ["POST", "/v2/webhooks", { body: { url: secret, events: ["*"] } }],
    ["POST", "/v2/webhooks", { body: { url: `https://hook:${at}@example.com/`, events: ["*"] } }],
    ["POST", "/v2/webhooks", { body: { url: `http://127.0.0.1:1/#${at}`, events: ["*"] } }],
    ["POST", "/v2/webhooks", { body: { url, events: [secret], secret } }],
    ["POST", "/v2/webhooks", { body: { url, events: ["*"], client_certificate: secret } }],
    ["POST", "/v2/webhooks", { body: { url, events: ["*"], client_certificate: { [secret]: secret } } }],
    ["POST", "/v2/webhooks", { body: { url, events: ["*"], client_certificate: pair(secret, secret) } }],
    ["PATCH", own, { body: { client_certificate: pair(`${CERTIFICATE}${secret}`, secret) } }],
    ["PATCH", own, { body: { client_certificate: pair(CERTIFICATE, secret) } }],
    ["POST", "/v2/webhooks", { body: `{"url":"${url}","events":["*"],"secret":${json},"secret":${json}}` }],
    ["POST", "/v2/webhooks", { body: `{${json}:1,${json}:2}` }],
    ["POST", "/v2/webhooks", { body: `{"url":"${url}","secret":${json}` }],
    ["POST", "/v2/webhooks", { body: secret }],
    ["POST", `${own}/rotate-secret`, { body: { secret, overlap_seconds: secret } }],
    ["PATCH", own, { body: { secret, enabled: secret } }],
    ["POST", `${own}/test`, { body: { event_type: secret } }],
    ["POST", `${own}/recover`, { body: { since: secret } }],
    ["POST", "/v2/events", { body: { type: secret, data: secret } }],
    ["POST", "/v2/events", { body: { ...event, timestamp: secret } }],
    ["POST", "/v2/events", { body: { ...event, account_id: secret } }],
    ["POST", "/v2/events", { body: { ...event, secret } }],
    ["POST", "/v2/events/batch", { body: { events: [{ ...event, [secret]: secret }] } }],
    ["POST", "/v2/accounts", { body: { id: secret } }],
    ["POST", `/v2/accounts/${ACCOUNT}/keys`, { body: { expires_at: secret } }],
  ];
  const elsewhere: readonly StrayRequest[] = [
    ["GET", `/v2/webhooks/${at}`, {}],
    ["GET", `${own}/deliveries/${at}`, {}],
    ["GET", `/v2/${at}`, {}],
    ["GET", `/${at}`, {}],
    ["DELETE", `/v2/events/${at}`, {}],
    ["GET", `/v2/events?cursor=${at}`, {}],
    ["GET", `/v2/events?type=${at}&since=${at}`, {}],
    ["GET", `/v2/stats?${at}=1&window=${at}`, {}],
    ["GET", "/v2/webhooks", { key: `${at}x` }],
    ["GET", "/v2/webhooks", { key: `${at} ${at}` }],
    ["POST", "/v2/events", { body: event, headers: { "idempotency-key": at.repeat(30) } }],
    ["POST", "/v2/events", { body: event, headers: { "content-type": `text/${at}` } }],
    ["POST", "/v2/events", { body: event, headers: { "content-encoding": at } }],
    ["GET", "/v2/nothing", { headers: { cookie: `key=${at}`, "x-forwarded-for": at, referer: `https://${at}/` } }],
    ["OPTIONS", `/v2/webhooks?key=${at}`, { headers: { origin: `https://${at}.example` } }],
  ];
  return [...bodies, ...elsewhere].map(([method, path, asked]) => [method, path, { key, ...asked }]);
}

/** What is no HTTP, or hardly, with a secret in it. */
export function strayBytes(secret: string, key: string): readonly string[] {
  const text = encodeURIComponent(secret);
  const head = `Host: hooks.test\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n`;
  return [
    `${text}\r\n\r\n`,
    `GET /v2/webhooks/${text} HTTP/3.7\r\n${head}\r\n`,
    `${text} /v2/webhooks HTTP/1.1\r\n${head}\r\n`,
    `TRACE /v2/webhooks HTTP/1.1\r\n${head}X-Secret: ${text}\r\n\r\n`,
    `CONNECT ${text}.example:443 HTTP/1.1\r\n${head}\r\n`,
    `GET http://user:${text}@hooks.test/v2/nothing HTTP/1.1\r\n${head}\r\n`,
    `GET /v2/nothing HTTP/1.1\r\nHost: ${text}\r\nConnection: close\r\n\r\n`,
    `GET /v2/webhooks HTTP/1.1\r\n${head}X-Secret ${text}: 1\r\n\r\n`,
    `GET /v2/webhooks HTTP/1.1\r\n${head}X-Secret: ${text.repeat(2_000)}\r\n\r\n`,
    `POST /v2/events HTTP/1.1\r\n${head}Content-Length: ${text}\r\n\r\n`,
    `POST /v2/events HTTP/1.1\r\n${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n${text}`,
    `POST /v2/events HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: 99999\r\n\r\n{"secret":"${text}`,
  ];
}
