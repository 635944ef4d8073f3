import { expect, test } from "bun:test";
import { type Evidence, type Findings, figuresOf, findingsOf, type LivedArrival } from "../../bench/crash/findings.ts";
import type { Log, LoggedAttemptFigures, LoggedDelivery } from "../../bench/crash/log.ts";

const AT = Date.parse("2024-02-10T12:00:00Z");
const attempt = {
  number: 1,
  started_at: new Date(AT).toISOString(),
  status_code: 200,
  response_time_ms: 8,
  error: null,
};
const delivered: LoggedDelivery = { id: "del_1", status: "delivered", attempts: [attempt] };
const arrival: LivedArrival = {
  ...{ delivery: "del_1", event: "evt_1", attempt: 1, life: 0, connection: 1 },
  ...{ at: AT + 3, status: 200, answeredAt: AT + 4 },
};
const accepted = [{ id: "evt_1", deliveries: [{ id: "del_1", status: "pending" }] }];

function logOf(row: LoggedDelivery, rate = 1): Log {
  const states = { pending: 0, held: 0, delivered: 0, failed: 0, [row.status]: 1 };
  const figures = figuresOf([row]);
  return {
    webhooks: [{ id: "wh_1", deliveries_today: 0, delivery_success_rate: rate, deliveries: [row], figures }],
    stats: { events: 1, attempts: figures, deliveries: states },
  };
}

/** The log of what was delivered, with a webhook whose figures say otherwise. */
function withFigures(otherwise: Partial<LoggedAttemptFigures>): Log {
  const log = logOf(delivered);
  const webhooks = log.webhooks.map((webhook) => ({ ...webhook, figures: { ...webhook.figures, ...otherwise } }));
  return { ...log, webhooks };
}

/** What is found when this much is otherwise than it should be. */
function found(otherwise: Partial<Evidence>): (keyof Findings)[] {
  const findings = findingsOf({ accepted, arrivals: [arrival], log: [logOf(delivered)], ...otherwise });
  return (Object.keys(findings) as (keyof Findings)[]).filter((name) => findings[name].length > 0);
}

const pending: LoggedDelivery = { ...delivered, status: "pending", attempts: [] };
const laterLife = { ...arrival, at: AT + 4, life: 1 };

test.each<[string, Partial<Evidence>, (keyof Findings)[]]>([
  ["nothing", {}, []],
  ["an attempt that was cut off and made again", { arrivals: [{ ...arrival, at: AT - 900 }, laterLife] }, []],
  ["a delivery that never came", { arrivals: [] }, ["lost", "unmatched"]],
  ["a delivery that stays pending", { arrivals: [], log: [logOf(pending, 0)] }, ["lost", "unsettled"]],
  ["a delivery without a row", { log: [] }, ["unsettled", "unasked", "unmatched"]],
  ["an event that became two", { accepted: [] }, ["unasked"]],
  ["an attempt twice in one life", { arrivals: [arrival, arrival] }, ["repeated"]],
  ["an attempt without a record", { arrivals: [arrival, { ...arrival, attempt: 2 }] }, ["unmatched"]],
  ["another status in the log", { arrivals: [{ ...arrival, status: 503 }] }, ["unmatched"]],
  [
    "an attempt that was made again though recorded",
    { arrivals: [arrival, { ...laterLife, at: AT + 900 }] },
    ["unmatched"],
  ],
  ["figures of a webhook that drifted", { log: [withFigures({ succeeded: 0, timed_out: 1 })] }, ["miscounted"]],
  ["a rate that drifted", { log: [logOf(delivered, 0.5)] }, ["miscounted"]],
])("the findings about %s are the right ones", (_, otherwise, names) => {
  expect(found(otherwise)).toEqual(names);
});
