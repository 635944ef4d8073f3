import { Type } from "@sinclair/typebox";
import type { Context } from "../actions/context.ts";
import { DAY, formatTime, formatTimeOrNull, HOUR, type Millis } from "../core/time.ts";
import { accountToList } from "./callers-account.ts";
import { json } from "./reply.ts";
import { type AnyRoute, defineRoute } from "./route.ts";
import { accountId, closed, nullable, nullableTime, oneOf, time } from "./schemas/parts.ts";

const WINDOWS: Readonly<Record<"1h" | "24h" | "7d", Millis>> = { "1h": HOUR, "24h": DAY, "7d": 7 * DAY };

const count = (description: string) => Type.Integer({ description, minimum: 0 });

const StatsView = Type.Object(
  {
    account_id: nullable(Type.String(), { description: "Whose figures these are; null is all accounts'." }),
    window: oneOf(["1h", "24h", "7d"]),
    since: time("When the window began."),
    events: count("Events accepted in the window."),
    attempts: Type.Object(
      {
        total: count("All attempts, tests left out."),
        succeeded: count("Those that delivered."),
        failed: count("All others."),
        mean_response_time_ms: nullable(Type.Number(), { description: "Null without attempts." }),
      },
      { description: "In the window, to the minute." },
    ),
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

export interface StatsDeps {
  readonly context: Context;
  readonly deliveriesPerDay: number;
  readonly version: string;
}

/** The status page's figures. */
export function statsRoutes({ context, deliveriesPerDay, version }: StatsDeps): AnyRoute[] {
  return [
    defineRoute({
      method: "GET",
      path: "/v2/stats",
      operationId: "getStats",
      tag: "Operation",
      summary: "Get the status page's figures",
      access: "account",
      query: Type.Object(
        {
          window: oneOf(["1h", "24h", "7d"], { default: "24h", description: "The time to look at." }),
          account_id: accountId,
        },
        closed,
      ),
      answers: {
        200: { description: "The figures of an account, or with an operator key of all.", schema: StatsView },
      },
      async handle({ caller, query }) {
        const { activity } = context.store;
        const account = await accountToList(context, caller, query.account_id);
        const accountId = caller.kind === "account" ? caller.account.id : (query.account_id ?? null);
        const since = context.now() - WINDOWS[query.window];
        const { webhooks, oldestDueAt, ...deliveries } = await activity.totals(account);
        return json(200, {
          account_id: accountId,
          window: query.window,
          since: formatTime(since),
          events: await activity.eventsSince(account, since),
          attempts: attemptsView(await activity.since(account, since)),
          webhooks,
          deliveries: { ...deliveries, oldest_due_at: formatTimeOrNull(oldestDueAt) },
          limits: {
            webhooks_per_account: context.limits.webhooksPerAccount,
            deliveries_per_webhook_per_day: deliveriesPerDay,
          },
          version,
        });
      },
    }),
  ];
}

function attemptsView({
  attempts,
  succeeded,
  failed,
  responseTimeMs,
}: Awaited<ReturnType<Context["store"]["activity"]["since"]>>) {
  const mean = attempts === 0 ? null : Math.round((responseTimeMs / attempts) * 10) / 10;
  return { total: attempts, succeeded, failed, mean_response_time_ms: mean };
}
