import type { Context } from "../actions/context.ts";
import { requireWebhook } from "../actions/find-webhook.ts";
import type { WebhookRecord } from "../store/webhooks.ts";
import { visibleTo } from "./callers-account.ts";
import type { Call } from "./route.ts";

/** The webhook that a path names with `:id`. @throws Refusal `not_found` */
export function webhookOf(
  context: Context,
  { caller, params }: Pick<Call<unknown, unknown>, "caller" | "params">,
): Promise<WebhookRecord> {
  return requireWebhook(context, visibleTo(caller), params.id ?? "");
}
