import type { AcceptedEvent } from "../../test/e2e/appliance.ts";
import type { Arrival } from "./endpoints.ts";
import type { Log, LoggedAttempt, LoggedAttemptFigures, LoggedDelivery, LoggedWebhook } from "./log.ts";

/** What came to the endpoints, and in which life of the appliance. */
export interface LivedArrival extends Arrival {
  readonly life: number;
}
export interface Evidence {
  /** What was answered 202. */
  readonly accepted: readonly AcceptedEvent[];
  readonly arrivals: readonly LivedArrival[];
  /** For each account, when nothing is pending any more. */
  readonly log: readonly Log[];
}

/** What speaks against a promise, in words: each list is empty while the promise holds. */
export interface Findings {
  /** Accepted, and never came to its endpoint. */
  readonly lost: readonly string[];
  /** Accepted, and in the end neither delivered nor failed. */
  readonly unsettled: readonly string[];
  /** Stored or sent, and nobody was told that it was accepted: an event that became two. */
  readonly unasked: readonly string[];
  /** An attempt that came twice in one life. */
  readonly repeated: readonly string[];
  /** Attempts that the log and the endpoints do not agree about. */
  readonly unmatched: readonly string[];
  /** Counters that are not what the rows say. */
  readonly miscounted: readonly string[];
}

/** From an answer's last byte to its reading, with the rounding of the log's times. */
const SLACK_MS = 5;

export function findingsOf({ accepted, arrivals, log }: Evidence): Findings {
  const deliveries = new Map(
    log.flatMap(({ webhooks }) => webhooks.flatMap((webhook) => webhook.deliveries)).map((row) => [row.id, row]),
  );
  const arrivalsOf = Map.groupBy(arrivals, ({ delivery }) => delivery);
  const promised = accepted.flatMap((event) => event.deliveries.map(({ id }) => id));
  const known = new Set(accepted.map(({ id }) => id));
  const events = log.reduce((sum, { stats }) => sum + stats.events, 0);
  return {
    lost: promised.filter((id) => !arrivalsOf.has(id)),
    unsettled: promised
      .filter((id) => !["delivered", "failed"].includes(deliveries.get(id)?.status ?? ""))
      .map((id) => `${id}: ${deliveries.get(id)?.status ?? "no row"}`),
    unasked: [
      ...arrivals.filter(({ event }) => !known.has(event)).map(({ event }) => event),
      ...differences("/v2/stats", { events: accepted.length }, { events }),
    ],
    repeated: [...arrivalsOf].flatMap(([id, came]) => twiceInOneLife(id, came)),
    unmatched: [...new Set([...deliveries.keys(), ...arrivalsOf.keys()])].flatMap((id) =>
      unmatched(id, deliveries.get(id), arrivalsOf.get(id) ?? []),
    ),
    miscounted: log.flatMap(miscounted),
  };
}

function twiceInOneLife(id: string, came: readonly LivedArrival[]): string[] {
  const places = came.map(({ attempt, life }) => `attempt ${attempt} in life ${life}`);
  return places.filter((place, nth) => places.indexOf(place) < nth).map((place) => `${id}: ${place}`);
}

/** The log has each attempt once, by its number; one that a kill cut off has no record, and its number is taken again. */
function unmatched(id: string, row: LoggedDelivery | undefined, came: readonly LivedArrival[]): string[] {
  const attempts = row?.attempts ?? [];
  const beyond = came.filter(({ attempt }) => attempt > attempts.length);
  return [
    ...beyond.map(({ attempt }) => `${id}: attempt ${attempt} came and is not in the log`),
    ...attempts.filter(({ number }, nth) => number !== nth + 1).map(({ number }) => `${id}: ${number} out of order`),
    ...attempts
      .filter(
        (attempt) =>
          !isRecordOf(
            attempt,
            came.findLast((arrival) => arrival.attempt === attempt.number),
          ),
      )
      .map((attempt) => `${id}: ${JSON.stringify(attempt)} is not what came`),
  ];
}

function isRecordOf(attempt: LoggedAttempt, arrival: LivedArrival | undefined): boolean {
  if (!arrival || attempt.status_code !== arrival.status) return false;
  const after = arrival.at - Date.parse(attempt.started_at);
  return after >= 0 && after <= attempt.response_time_ms + SLACK_MS;
}

/** The counters of an account and of its webhooks, against the rows of the log, of which retention has removed none. */
function miscounted({ webhooks, stats }: Log): string[] {
  const rows = webhooks.flatMap(({ deliveries }) => deliveries);
  const states = (["pending", "held", "delivered", "failed"] as const).map((state) => [state, countOf(rows, state)]);
  return [
    ...webhooks.flatMap(miscountedWebhook),
    ...differences("attempts of /v2/stats", figuresOf(rows), stats.attempts),
    ...differences("deliveries of /v2/stats", Object.fromEntries(states), stats.deliveries),
  ];
}

function miscountedWebhook({ id, deliveries, ...webhook }: LoggedWebhook): string[] {
  const today = new Date().toISOString().slice(0, 10);
  const delivered = countOf(deliveries, "delivered");
  const counted = {
    deliveries_today: deliveries.filter(({ attempts }) => attempts[0]?.started_at.startsWith(today)).length,
    delivery_success_rate: delivered === 0 ? 0 : delivered / (delivered + countOf(deliveries, "failed")),
  };
  return [
    ...differences(id, counted, webhook),
    ...differences(`${id} of /v2/stats/webhooks`, figuresOf(deliveries), webhook.figures),
  ];
}

const REJECTIONS: readonly (string | null)[] = ["http_status", "redirect", "invalid_response"];

/** What the attempts of deliveries are told as. */
export function figuresOf(rows: readonly LoggedDelivery[]): LoggedAttemptFigures {
  const errors = rows.flatMap(({ attempts }) => attempts.map(({ error }) => error));
  const { length: total } = errors;
  const succeeded = errors.filter((error) => error === null).length;
  const rejected = errors.filter((error) => REJECTIONS.includes(error)).length;
  const timed_out = errors.filter((error) => error === "timeout").length;
  const failed = total - succeeded;
  return { total, succeeded, failed, rejected, timed_out, unanswered: failed - rejected - timed_out };
}

function countOf(rows: readonly LoggedDelivery[], status: LoggedDelivery["status"]): number {
  return rows.filter((row) => row.status === status).length;
}

function differences(
  whose: string,
  counted: Readonly<Record<string, number>>,
  told: Readonly<Record<string, unknown>>,
): string[] {
  return Object.entries(counted)
    .filter(([name, value]) => told[name] !== value)
    .map(([name, value]) => `${whose}: ${name} is ${told[name]}, and its rows say ${value}`);
}
