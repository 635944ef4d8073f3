import { Type } from "@sinclair/typebox";
import type { Context } from "../actions/context.ts";
import { WINDOW_NAMES, windowBefore } from "../core/activity-window.ts";
import { formatTime, formatTimeOrNull } from "../core/time.ts";
import { accountToList } from "./callers-account.ts";
import { listReply, pageRequest } from "./cursor.ts";
import { json } from "./reply.ts";
import { type AnyRoute, defineRoute } from "./route.ts";
import { accountId, closed, listOf, oneOf, page } from "./schemas/parts.ts";
import { StatsView, WebhookStatsView, webhookStatsView, windowView } from "./schemas/stats.ts";

export interface StatsDeps {
  readonly context: Context;
  readonly deliveriesPerDay: number;
  readonly version: string;
}

const tag = "Operation";
/** Of a page: all webhooks of most. */
const MOST_WEBHOOKS = 1_000;
const window = oneOf(WINDOW_NAMES, { default: "24h", description: "The time to look at." });

/** The status page's figures. */
export function statsRoutes(deps: StatsDeps): AnyRoute[] {
  return [ofAll(deps), byWebhook(deps.context)];
}

function ofAll({ context, deliveriesPerDay, version }: StatsDeps): AnyRoute {
  return defineRoute({
    method: "GET",
    path: "/v2/stats",
    operationId: "getStats",
    tag,
    summary: "Get the status page's figures",
    access: "account",
    query: Type.Object({ window, account_id: accountId }, closed),
    answers: {
      200: { description: "The figures of an account, or with an operator key of all.", schema: StatsView },
    },
    async handle({ caller, query }) {
      const { activity } = context.store;
      const account = await accountToList(context, caller, query.account_id);
      const accountId = caller.kind === "account" ? caller.account.id : (query.account_id ?? null);
      const looked = windowBefore(context.now(), query.window);
      const rows = await activity.since(account, looked.previousFrom);
      const { webhooks, oldestDueAt, ...deliveries } = await activity.totals(account);
      return json(200, {
        account_id: accountId,
        window: query.window,
        since: formatTime(looked.since),
        ...windowView(rows, looked),
        webhooks,
        deliveries: { ...deliveries, oldest_due_at: formatTimeOrNull(oldestDueAt) },
        limits: {
          webhooks_per_account: context.limits.webhooksPerAccount,
          deliveries_per_webhook_per_day: deliveriesPerDay,
        },
        version,
      });
    },
  });
}

function byWebhook(context: Context): AnyRoute {
  const limit = Type.Integer({ ...page.limit, maximum: MOST_WEBHOOKS, default: MOST_WEBHOOKS });
  return defineRoute({
    method: "GET",
    path: "/v2/stats/webhooks",
    operationId: "listWebhookStats",
    tag,
    summary: "List the figures of webhooks",
    description:
      "In the order of `GET /v2/webhooks`. Where there are more than the limit, `next_cursor` leads to the rest.",
    access: "account",
    query: Type.Object({ window, account_id: accountId, ...page, limit }, closed),
    answers: { 200: { description: "A page of figures.", schema: listOf(WebhookStatsView, "Figures of webhooks.") } },
    problems: ["invalid_cursor"],
    async handle({ caller, query }) {
      const account = await accountToList(context, caller, query.account_id);
      const [from = 0] = windowBefore(context.now(), query.window).steps;
      const found = await context.store.activity.ofWebhooks(account, from, pageRequest("figures of webhooks", query));
      return listReply("figures of webhooks", found, webhookStatsView);
    },
  });
}
