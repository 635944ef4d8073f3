import { expect, test } from "bun:test";
import { explainAttempt, explainDelivery, summarize } from "../../public/explain.ts";
import { ATTEMPT_ERRORS } from "../../src/core/attempt.ts";

test("every error that an attempt can have is explained, with what to do", () => {
  for (const error of ATTEMPT_ERRORS) {
    const { what, todo } = explainAttempt({ error, status_code: 500 });
    expect(what).toEndWith(".");
    expect(todo).toEndWith(".");
    expect(summarize({ error, status_code: 500 })).not.toContain("_");
  }
});

test("a refused signature points to the secret, and a fault of the receiver to its log", () => {
  expect(explainAttempt({ error: "http_status", status_code: 401 }).todo).toContain("secret");
  expect(explainAttempt({ error: "http_status", status_code: 503 })).toMatchObject({
    what: expect.stringContaining("503"),
    todo: expect.stringContaining("log"),
  });
  expect(explainAttempt({ error: "http_status", status_code: 418 }).what).toContain("418");
});

test("a delivered attempt asks for nothing", () => {
  expect(explainAttempt({ error: null, status_code: 204 })).toEqual({
    what: "Delivered: the endpoint answered 204.",
    todo: "",
  });
  expect(summarize({ error: null, status_code: 204 })).toBe("HTTP 204");
});

const delivery = {
  status: "pending",
  held_reason: null,
  failure_reason: null,
  trigger: "event",
  attempts: [],
} as const;
const attempt = {
  number: 1,
  started_at: "2024-02-10T16:45:22Z",
  status_code: 500,
  response_time_ms: 3,
  error: "http_status",
} as const;

test("a delivery says where it stands and how it goes on", () => {
  expect(explainDelivery(delivery)).toBe("Waiting for its first attempt.");
  expect(explainDelivery({ ...delivery, attempts: [attempt] })).toContain("tried again");
  expect(explainDelivery({ ...delivery, status: "held", held_reason: "daily_limit" })).toContain("midnight");
  expect(explainDelivery({ ...delivery, status: "held", held_reason: "webhook_disabled" })).toContain("disabled");
  expect(explainDelivery({ ...delivery, status: "failed", failure_reason: "gone" })).toContain("gone");
  expect(explainDelivery({ ...delivery, status: "failed", failure_reason: "expired" })).toContain("too long");
  expect(explainDelivery({ ...delivery, status: "failed", failure_reason: "exhausted" })).toContain("Redeliver");
  expect(explainDelivery({ ...delivery, status: "failed", failure_reason: "exhausted", trigger: "test" })).toContain(
    "once",
  );
});
