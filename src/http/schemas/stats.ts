import { Type } from "@sinclair/typebox";
import { type Activity, addActivity, noActivity } from "../../core/activity.ts";
import { type ActivityWindow, startOfStep, WINDOW_NAMES } from "../../core/activity-window.ts";
import { ATTEMPT_ERRORS } from "../../core/attempt.ts";
import { percentile } from "../../core/response-times.ts";
import { formatTime, formatTimeOrNull } from "../../core/time.ts";
import type { TimedActivity, WebhookActivity } from "../../store/activity.ts";
import { nullable, nullableTime, oneOf, time } from "./parts.ts";

const count = (description: string) => Type.Integer({ description, minimum: 0 });
const percentileOf = (what: string) =>
  nullable(Type.Integer({ minimum: 0 }), { description: `${what}, within 10 %. Null without attempts.` });

const resultCounts = {
  succeeded: count("Those that delivered."),
  failed: count("All others: the sum of the next three."),
  rejected: count("The endpoint answered, but not with a 2xx: `http_status`, `redirect`, `invalid_response`."),
  timed_out: count("No answer in time: `timeout`."),
  unanswered: count(
    "No answer for another reason: `dns`, `refused`, `reset`, `tls`, `blocked_address`, `interrupted`.",
  ),
};
const median = { median_response_time_ms: percentileOf("What half of them did not exceed") };

const AttemptsView = Type.Object(
  {
    total: count("All attempts, tests left out."),
    ...resultCounts,
    mean_response_time_ms: nullable(Type.Number(), { description: "Null without attempts." }),
    ...median,
    p95_response_time_ms: percentileOf("What 95 % of them did not exceed"),
  },
  { $id: "AttemptFigures", description: "Attempts that began in the time of the steps." },
);

const StepView = Type.Object({ at: time("When the step begins, in UTC."), ...resultCounts, ...median });

export const StatsView = Type.Object(
  {
    account_id: nullable(Type.String(), { description: "Whose figures these are; null is all accounts'." }),
    window: oneOf(WINDOW_NAMES),
    since: time("When the window began. Figures are told in steps: they begin with the step that this is in."),
    events: count("Events accepted in the time of the steps."),
    attempts: AttemptsView,
    previous: Type.Object(
      { from: time("When it began."), events: count("As above."), attempts: AttemptsView },
      { description: "The same figures of a window's length before the first step." },
    ),
    series: Type.Array(StepView, {
      description:
        "The attempts step by step, the earliest first: 61 of a minute in an hour, 49 of half an hour in a day, 57 of three hours in seven days. The first is the one that `since` is in, the last the one that is not over yet; a step without attempts has zeros.",
    }),
    webhooks: Type.Object({ active: count("Now."), disabled: count("Now."), failed: count("Now.") }),
    deliveries: Type.Object({
      pending: count("Now."),
      held: count("Now."),
      delivered: count("Over the life of the webhooks that there are."),
      failed: count("Over the life of the webhooks that there are."),
      oldest_due_at: nullableTime(
        "Since when the oldest pending delivery that nobody works on has been due, or when it will be.",
      ),
    }),
    limits: Type.Object({
      webhooks_per_account: count("Webhooks that an account may have."),
      deliveries_per_webhook_per_day: count("Deliveries of a webhook in a UTC day."),
    }),
    version: Type.String(),
  },
  { $id: "Stats", description: "How it is going." },
);

export const WebhookStatsView = Type.Object(
  {
    webhook_id: Type.String({ examples: ["wh_01h455vb4pex5vsknk084sn02q"] }),
    attempts: AttemptsView,
    last_attempt: nullable(
      Type.Object({
        at: time("When it began."),
        status_code: nullable(Type.Integer(), { description: "Null when no answer came." }),
        error: nullable(oneOf(ATTEMPT_ERRORS), { description: "Why it did not deliver; null when it did." }),
      }),
      { description: "The latest attempt, however long ago, tests left out; null before the first." },
    ),
    pending: count("Deliveries, now."),
    held: count("Deliveries, now."),
    failed: count("Deliveries over its life."),
    oldest_due_at: nullableTime(
      "Since when its oldest pending delivery that nobody works on has been due, or when it will be.",
    ),
  },
  { $id: "WebhookStats", description: "How it is going with a webhook." },
);

/** The figures of a window, of the one before it, and step by step: `rows` are of both. */
export function windowView(rows: readonly TimedActivity[], { steps, stepMs, previousFrom }: ActivityWindow) {
  const [from = 0] = steps;
  const last = steps.at(-1) ?? from;
  const current = sumOf(rows.filter(({ at }) => at >= from));
  const previous = sumOf(rows.filter(({ at }) => at < from));
  // What is later than now was before the clock was set back.
  const byStep = Map.groupBy(rows, ({ at }) => Math.min(startOfStep(at, stepMs), last));
  return {
    events: current.accepted,
    attempts: attemptsView(current),
    previous: {
      from: formatTime(previousFrom),
      events: previous.accepted,
      attempts: attemptsView(previous),
    },
    series: steps.map((at) => stepView(at, sumOf(byStep.get(at) ?? []))),
  };
}

export function webhookStatsView({ webhookId, activity, lastAttempt, oldestDueAt, ...counts }: WebhookActivity) {
  const { pending, held, failed } = counts;
  return {
    webhook_id: webhookId,
    attempts: attemptsView(activity),
    last_attempt: lastAttempt && {
      at: formatTime(lastAttempt.at),
      status_code: lastAttempt.statusCode,
      error: lastAttempt.error,
    },
    ...{ pending, held, failed },
    oldest_due_at: formatTimeOrNull(oldestDueAt),
  };
}

function attemptsView(activity: Activity) {
  const results = resultsView(activity);
  const total = results.succeeded + results.failed;
  return {
    total,
    ...results,
    mean_response_time_ms: total === 0 ? null : Math.round((activity.responseTimeMs / total) * 10) / 10,
    median_response_time_ms: percentile(activity.responseTimes, 0.5),
    p95_response_time_ms: percentile(activity.responseTimes, 0.95),
  };
}

function stepView(at: number, activity: Activity) {
  const median_response_time_ms = percentile(activity.responseTimes, 0.5);
  return { at: formatTime(at), ...resultsView(activity), median_response_time_ms };
}

function resultsView({ succeeded, rejected, timedOut, unanswered }: Activity) {
  return { succeeded, failed: rejected + timedOut + unanswered, rejected, timed_out: timedOut, unanswered };
}

function sumOf(parts: readonly Activity[]): Activity {
  const sum = noActivity();
  for (const part of parts) addActivity(sum, part);
  return sum;
}
