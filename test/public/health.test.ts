import { expect, test } from "bun:test";
import { findTroubles, judge, type Trouble } from "../../public/health.ts";
import type { WebhookStats } from "../../public/resources/stats.ts";
import type { Webhook } from "../../public/resources/webhooks.ts";
import { latest, webhook, webhookStats } from "./webhooks.ts";

const NOW = Date.parse("2024-02-10T17:00:00.000Z");
const refused = latest({ status_code: null, error: "refused" });

function troublesOf(webhooks: readonly Webhook[], stats: readonly WebhookStats[] = []): readonly Trouble[] {
  const byId = new Map(stats.map((each) => [each.webhook_id, each]));
  return findTroubles(webhooks, byId, { dailyLimit: 10, now: NOW });
}

function sentence(
  webhooks: readonly Webhook[],
  troubles: readonly Trouble[],
  { delivered = 0, findings = [] }: { readonly delivered?: number; readonly findings?: readonly string[] } = {},
): string {
  const { lead, reason } = judge({ webhooks, troubles, findings, delivered, window: "24h" });
  return `${lead} ${reason}`;
}

test("all is well while every latest attempt delivered", () => {
  const webhooks = [webhook(), webhook({ id: "wh_2" }), webhook({ id: "wh_3", status: "disabled" })];
  const troubles = troublesOf(webhooks, [webhookStats()]);
  expect(sentence(webhooks, troubles, { delivered: 1_120 })).toBe(
    "All is well: 3 webhooks (1 disabled), 1,120 delivered in the last 24 h.",
  );
});

test("the sentence names the worst first, with why, and counts the rest", () => {
  const webhooks = [
    webhook({ id: "wh_limit", url: "https://limit.example/", deliveries_today: 10 }),
    webhook({ id: "wh_behind", url: "https://behind.example/" }),
    webhook({ id: "wh_failing", url: "https://failing.example/a" }),
    webhook({ id: "wh_failed", url: "https://failed.example/b", status: "failed", failure_reason: "exhausted" }),
  ];
  const troubles = troublesOf(webhooks, [
    webhookStats({ webhook_id: "wh_limit", held: 1 }),
    webhookStats({ webhook_id: "wh_behind", pending: 5, oldest_due_at: "2024-02-10T16:58:00.000Z" }),
    webhookStats({ webhook_id: "wh_failing", last_attempt: refused }),
  ]);
  expect(troubles.map(({ kind }) => kind)).toEqual(["failed", "failing", "behind", "daily_limit"]);
  expect(sentence(webhooks, troubles)).toBe(
    "4 webhooks need attention: failed.example/b failed after its last retry; failing.example/a is failing (connection refused); and 2 more.",
  );
});

test("an endpoint that fails is told also when its webhook has reached the daily limit", () => {
  const both = webhookStats({ last_attempt: refused, held: 3 });
  expect(troublesOf([webhook({ deliveries_today: 10 })], [both])).toMatchObject([{ kind: "failing" }]);
});

test("what is kept back for another reason than the daily limit is no trouble of the limit", () => {
  expect(troublesOf([webhook({ deliveries_today: 9 })], [webhookStats({ held: 3 })])).toEqual([]);
});

test("deliveries that wait for their time, or have been due for a moment, are no trouble", () => {
  for (const due of ["2024-02-10T18:00:00.000Z", "2024-02-10T16:59:30.000Z"]) {
    expect(troublesOf([webhook()], [webhookStats({ pending: 9, oldest_due_at: due })])).toEqual([]);
  }
});

test("one webhook that is gone needs attention in the singular", () => {
  const webhooks = [webhook({ status: "failed", failure_reason: "gone" })];
  expect(sentence(webhooks, troublesOf(webhooks))).toBe(
    "1 webhook needs attention: example.com/hook is gone (HTTP 410).",
  );
});

test("a disabled webhook for which deliveries wait is trouble, for they are given up in the end", () => {
  const webhooks = [webhook({ status: "disabled" }), webhook({ id: "wh_2" })];
  expect(sentence(webhooks, troublesOf(webhooks, [webhookStats({ held: 3 })]))).toBe(
    "1 webhook needs attention: example.com/hook is disabled while deliveries wait.",
  );
});

test("a disabled webhook is no trouble, but when all are disabled that is said", () => {
  const off = webhook({ status: "disabled" });
  expect(troublesOf([off], [webhookStats({ last_attempt: refused })])).toEqual([]);
  expect(sentence([off], [])).toBe("Nothing is sent: the only webhook is disabled.");
  expect(sentence([off, off], [])).toBe("Nothing is sent: all 2 webhooks are disabled.");
});

test("what the server is in trouble with comes before the webhooks", () => {
  const failed = webhook({ status: "failed", failure_reason: "exhausted" });
  expect(sentence([failed], troublesOf([failed]), { findings: ["the disk is nearly full"] })).toBe(
    "The server and 1 webhook need attention: the disk is nearly full; example.com/hook failed after its last retry.",
  );
  expect(sentence([webhook()], [], { findings: ["the disk is nearly full"] })).toBe(
    "The server needs attention: the disk is nearly full.",
  );
});
