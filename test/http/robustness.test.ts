import { expect, test } from "bun:test";
import fc from "fast-check";
import { runs } from "../support/runs.ts";
import { setup, URL } from "./setup.ts";

const FIELDS = [
  "type",
  "data",
  "url",
  "events",
  "secret",
  "enabled",
  "since",
  "until",
  "metadata",
  "account_id",
  "name",
];
const QUERIES = ["limit", "cursor", "since", "until", "status", "type", "event_type", "window", "account_id"];
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom("task.created", "*", URL, "acc_test", "2024-02-10T12:00:00Z", ["task.*"], {}, 7),
);
const object = fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS), fc.string()), value, { maxKeys: 5 });
const body = fc.oneof(
  object.map((fields) => JSON.stringify(fields)),
  fc.array(object, { maxLength: 3 }).map((events) => JSON.stringify({ events })),
  fc.string({ unit: "binary" }),
);
const query = fc
  .array(fc.tuple(fc.constantFrom(...QUERIES), fc.oneof(fc.string(), fc.constantFrom("1", "2024-02-10T12:00:00Z"))), {
    maxLength: 3,
  })
  .map((pairs) => new URLSearchParams(pairs).toString());
const id = fc.oneof(fc.constantFrom("WEBHOOK", "acc_test"), fc.string({ minLength: 1 }).map(encodeURIComponent));
const path = fc.oneof(
  fc.constantFrom("/v2/webhooks", "/v2/events", "/v2/events/batch", "/v2/accounts", "/v2/stats", "/v2/event-types"),
  id.map((id) => `/v2/webhooks/${id}`),
  fc
    .tuple(id, fc.constantFrom("deliveries", "test", "rotate-secret", "recover", "discard"))
    .map(([id, action]) => `/v2/webhooks/${id}/${action}`),
  fc.tuple(id, id).map(([id, other]) => `/v2/webhooks/${id}/deliveries/${other}`),
  id.map((id) => `/v2/events/${id}`),
  id.map((id) => `/v2/accounts/${id}/keys`),
);

test("whatever is sent, the answer is a result or a refusal that says why, and no fault of ours", async () => {
  await using api = await setup({ settings: { apiRequestsPerMinute: Number.MAX_SAFE_INTEGER } });
  const webhook = await api.webhook();
  const method = fc.constantFrom("GET", "POST", "PATCH", "DELETE", "PUT");
  const key = fc.constantFrom(api.keys.own, api.keys.operator, api.keys.other);
  await fc.assert(
    fc.asyncProperty(method, path, query, body, key, async (method, path, query, body, key) => {
      const at = `${path.replace("WEBHOOK", webhook.id)}?${query}`;
      const answer = await api.call(method, at, method === "GET" ? undefined : body, { key });
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400) expect(answer.body).toMatchObject({ status: answer.status, code: expect.any(String) });
    }),
    runs(500),
  );
});
