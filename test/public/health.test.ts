import { expect, test } from "bun:test";
import { findTroubles, judge, type Pulse, pulseOf } from "../../public/health.ts";
import { attempt, delivery, webhook } from "./webhooks.ts";

const refused = attempt({ status_code: null, error: "refused" });
const well: Pulse = { latest: attempt(), overDailyLimit: false };

function sentence(...args: Parameters<typeof judge>): string {
  const { lead, reason } = judge(...args);
  return `${lead} ${reason}`;
}

test("all is well while every latest attempt delivered", () => {
  const webhooks = [webhook(), webhook({ id: "wh_2" }), webhook({ id: "wh_3", status: "disabled" })];
  const troubles = findTroubles(webhooks, new Map([["wh_1", well]]));
  expect(sentence(webhooks, troubles, 1_120)).toBe(
    "All is well: 3 webhooks (1 disabled), 1,120 delivered in the last 24 h.",
  );
});

test("the sentence names the worst first, with why, and counts the rest", () => {
  const webhooks = [
    webhook({ id: "wh_limit", url: "https://limit.example/" }),
    webhook({ id: "wh_failing", url: "https://failing.example/a" }),
    webhook({ id: "wh_failed", url: "https://failed.example/b", status: "failed", failure_reason: "exhausted" }),
  ];
  const troubles = findTroubles(
    webhooks,
    new Map<string, Pulse>([
      ["wh_limit", { latest: attempt(), overDailyLimit: true }],
      ["wh_failing", { latest: refused, overDailyLimit: false }],
    ]),
  );
  expect(troubles.map(({ kind }) => kind)).toEqual(["failed", "failing", "daily_limit"]);
  expect(sentence(webhooks, troubles, 5)).toBe(
    "3 webhooks need attention: failed.example/b failed after its last retry; failing.example/a is failing (connection refused); and 1 more.",
  );
});

test("an endpoint that fails is told also when its webhook has reached the daily limit", () => {
  const both = new Map([["wh_1", { latest: refused, overDailyLimit: true }]]);
  expect(findTroubles([webhook()], both)).toMatchObject([{ kind: "failing" }]);
});

test("one webhook that is gone needs attention in the singular", () => {
  const webhooks = [webhook({ status: "failed", failure_reason: "gone" })];
  expect(sentence(webhooks, findTroubles(webhooks, new Map()), 0)).toBe(
    "1 webhook needs attention: example.com/hook is gone (HTTP 410).",
  );
});

test("a disabled webhook is no trouble, but when all are disabled that is said", () => {
  const disabled = webhook({ status: "disabled", enabled: false });
  expect(findTroubles([disabled], new Map([["wh_1", { latest: refused, overDailyLimit: true }]]))).toEqual([]);
  expect(sentence([disabled], [], 0)).toBe("Nothing is sent: the only webhook is disabled.");
  expect(sentence([disabled, disabled], [], 0)).toBe("Nothing is sent: all 2 webhooks are disabled.");
});

test("the pulse is the attempt that began last, and tests are left out of it", () => {
  const older = delivery({ attempts: [attempt({ started_at: "2024-02-10T10:00:00.000Z" })] });
  const retried = delivery({ attempts: [attempt({ started_at: "2024-02-10T11:00:00.000Z", error: "timeout" })] });
  const tested = delivery({ trigger: "test", attempts: [attempt({ started_at: "2024-02-10T12:00:00.000Z" })] });
  expect(pulseOf([tested, older, retried]).latest?.error).toBe("timeout");
  expect(pulseOf([tested]).latest).toBeUndefined();
});

test("a delivery that waits for tomorrow shows that the daily limit is reached", () => {
  const held = delivery({ status: "held", held_reason: "daily_limit", attempts: [] });
  expect(pulseOf([held]).overDailyLimit).toBe(true);
  expect(pulseOf([delivery()]).overDailyLimit).toBe(false);
});
