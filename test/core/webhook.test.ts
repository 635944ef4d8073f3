import { expect, test } from "bun:test";
import { createEventTypeCatalogue } from "../../src/core/event-types.ts";
import { SEED_EVENT_TYPES } from "../../src/core/seed-event-types.ts";
import { closest } from "../../src/core/suggest.ts";
import { createTokenBucket } from "../../src/core/token-bucket.ts";
import { subscribes, successRate, webhookStatus } from "../../src/core/webhook.ts";

test.each([
  [["task.created"], "task.created", true],
  [["task.created"], "task.updated", false],
  [["*"], "comment.created", true],
  [["task.*"], "task.deleted", true],
  [["task.*"], "taskx.deleted", false],
  [["task.*"], "task.", true],
  [["comment.created", "task.*"], "task.updated", true],
  [[], "task.created", false],
])("a webhook for %p gets %p: %p", (patterns, type, gets) => {
  expect(subscribes(patterns, type)).toBe(gets);
});

test("the catalogue knows the seed's seven types, the star, and prefixes that a type has", () => {
  const catalogue = createEventTypeCatalogue(SEED_EVENT_TYPES);
  expect(catalogue.all.map(({ type }) => type)).toEqual([
    "task.created",
    "task.updated",
    "task.deleted",
    "task.completed",
    "task.assigned",
    "comment.created",
    "workflow.triggered",
  ]);
  expect(["*", "task.*", "task.created", "workflow.*"].every(catalogue.knowsPattern)).toBe(true);
  expect(["", "task", "task.", "invoice.*", "tasks.*", "*.created", "**"].some(catalogue.knowsPattern)).toBe(false);
});

test("a webhook that failed stays enabled, and one that is disabled says so first", () => {
  expect(webhookStatus({ enabled: true, failureReason: null })).toBe("active");
  expect(webhookStatus({ enabled: true, failureReason: "gone" })).toBe("failed");
  expect(webhookStatus({ enabled: false, failureReason: "gone" })).toBe("disabled");
});

test("the success rate is a fraction, and nothing before the first delivery", () => {
  expect(successRate({ delivered: 0, failed: 0 })).toBe(0);
  expect(successRate({ delivered: 3, failed: 1 })).toBe(0.75);
});

test("a slip of the finger finds the word that was meant", () => {
  const words = ["server", "storage", "webhooks", "retention"];
  expect(closest("sever", words)).toBe("server");
  expect(closest("webhoosk", words)).toBe("webhooks");
  expect(closest("RETENTION", words)).toBe("retention");
  expect(closest("colour", words)).toBeUndefined();
});

test("a token bucket lets a minute's worth through at once, and then evenly", () => {
  const bucket = createTokenBucket(60);
  for (let n = 0; n < 60; n++) expect(bucket.take(0)).toBe(0);
  expect(bucket.take(0)).toBe(1000);
  expect(bucket.take(500)).toBe(500);
  expect(bucket.take(1000)).toBe(0);
  expect(bucket.take(1000)).toBe(1000);
});
