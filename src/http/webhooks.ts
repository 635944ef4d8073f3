import { Type } from "@sinclair/typebox";
import type { Context } from "../actions/context.ts";
import { deleteWebhook } from "../actions/delete-webhook.ts";
import { requireWebhook } from "../actions/find-webhook.ts";
import { registerWebhook } from "../actions/register-webhook.ts";
import { rotateSecret } from "../actions/rotate-secret.ts";
import { sendTest } from "../actions/send-test.ts";
import { updateWebhook } from "../actions/update-webhook.ts";
import { formatTime } from "../core/time.ts";
import { accountToActFor, accountToList, visibleTo } from "./callers-account.ts";
import { listReply, pageRequest } from "./cursor.ts";
import { json, NO_CONTENT } from "./reply.ts";
import { type AnyRoute, type Call, defineRoute } from "./route.ts";
import { certificateTexts } from "./schemas/client-certificate.ts";
import { DeliveryDetailView, deliveryDetailView } from "./schemas/delivery.ts";
import { accountId, closed, listOf, page } from "./schemas/parts.ts";
import { RotateAnswer, RotateInput, WebhookChange, WebhookInput, WebhookView, webhookView } from "./schemas/webhook.ts";

const tag = "Webhooks";
const DAY_SECONDS = 86_400;

/** Registering and changing webhooks. */
export function webhookRoutes(context: Context): AnyRoute[] {
  return [...collection(context), ...single(context), ...actionsOn(context)];
}

function collection(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: "POST",
      path: "/v2/webhooks",
      operationId: "createWebhook",
      tag,
      summary: "Register a webhook",
      access: "account",
      body: WebhookInput,
      bodyExample: { url: "https://example.com/hooks/taskflow", events: ["task.created", "task.completed"] },
      answers: {
        201: { description: "It is registered.", schema: WebhookView, headers: { Location: "The webhook's path." } },
      },
      problems: ["webhook_limit_reached", "unknown_event_type", "url_not_allowed"],
      async handle({ caller, body }) {
        const { account_id, client_certificate, ...input } = body;
        const account = await accountToActFor(context, caller, account_id);
        const { record, secret } = await registerWebhook(context, account, {
          ...input,
          ...certificateTexts(client_certificate),
        });
        const shown = { ...webhookView(record, context.now()), ...(secret !== undefined && { secret }) };
        return json(201, shown, { location: `/v2/webhooks/${record.webhook.id}` });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/v2/webhooks",
      operationId: "listWebhooks",
      tag,
      summary: "List webhooks",
      access: "account",
      query: Type.Object({ ...page, account_id: accountId }, closed),
      answers: { 200: { description: "A page of webhooks.", schema: listOf(WebhookView, "Webhooks.") } },
      problems: ["invalid_cursor"],
      async handle({ caller, query }) {
        const account = await accountToList(context, caller, query.account_id);
        const found = await context.store.webhooks.list(account, pageRequest("webhooks", query));
        return listReply("webhooks", found, (record) => webhookView(record, context.now()));
      },
    }),
  ];
}

function single(context: Context): AnyRoute[] {
  const path = "/v2/webhooks/:id";
  return [
    defineRoute({
      method: "GET",
      path,
      operationId: "getWebhook",
      tag,
      summary: "Get a webhook",
      access: "account",
      answers: { 200: { description: "The webhook.", schema: WebhookView } },
      handle: async (call) => json(200, webhookView(await webhookOf(context, call), context.now())),
    }),
    defineRoute({
      method: "PATCH",
      path,
      operationId: "updateWebhook",
      tag,
      summary: "Change a webhook",
      description:
        "Takes effect from the next attempt, pending retries included. `enabled: true` also revives a failed webhook: what was held is sent at once, with a fresh schedule.",
      access: "account",
      body: WebhookChange,
      bodyExample: { enabled: true },
      answers: { 200: { description: "The webhook as it is now.", schema: WebhookView } },
      problems: ["managed_by_config", "unknown_event_type", "url_not_allowed"],
      async handle(call) {
        const { client_certificate, ...input } = call.body;
        const change = { ...input, ...certificateTexts(client_certificate) };
        const record = await updateWebhook(context, await webhookOf(context, call), change);
        return json(200, webhookView(record, context.now()));
      },
    }),
    defineRoute({
      method: "DELETE",
      path,
      operationId: "deleteWebhook",
      tag,
      summary: "Delete a webhook",
      description: "Its pending and held deliveries are canceled.",
      access: "account",
      answers: { 204: { description: "It is gone." } },
      problems: ["managed_by_config"],
      async handle(call) {
        await deleteWebhook(context, await webhookOf(context, call));
        return NO_CONTENT;
      },
    }),
  ];
}

function actionsOn(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: "POST",
      path: "/v2/webhooks/:id/test",
      operationId: "testWebhook",
      tag,
      summary: "Send a test event",
      description:
        "Sends realistic sample data of the type, signed and logged like any other event. It is attempted once, works on a stopped webhook too, and counts nowhere.",
      access: "account",
      body: Type.Object(
        {
          event_type: Type.Optional(
            Type.String({ description: "Any known type.", default: "task.created", minLength: 1, maxLength: 255 }),
          ),
        },
        closed,
      ),
      bodyOptional: true,
      bodyExample: { event_type: "task.completed" },
      answers: { 200: { description: "The delivery with its one attempt.", schema: DeliveryDetailView } },
      problems: ["unknown_event_type"],
      async handle(call) {
        const record = await webhookOf(context, call);
        const detail = await sendTest(context, record, call.body.event_type);
        return json(200, deliveryDetailView(detail, record.webhook.url));
      },
    }),
    defineRoute({
      method: "POST",
      path: "/v2/webhooks/:id/rotate-secret",
      operationId: "rotateSecret",
      tag,
      summary: "Give a webhook a new secret",
      description:
        "`X-TaskFlow-Signature` is made with the new secret at once; `webhook-signature` holds a signature with each until the overlap ends.",
      access: "account",
      body: RotateInput,
      bodyOptional: true,
      bodyExample: { overlap_seconds: DAY_SECONDS },
      answers: { 200: { description: "The secret is in force.", schema: RotateAnswer } },
      problems: ["managed_by_config"],
      async handle(call) {
        const { secret, overlap_seconds: overlapSeconds = DAY_SECONDS } = call.body;
        const rotated = await rotateSecret(context, await webhookOf(context, call), { secret, overlapSeconds });
        const previous = { previous_secret_expires_at: formatTime(rotated.previousSecretExpiresAt) };
        return json(200, { ...(rotated.secret !== undefined && { secret: rotated.secret }), ...previous });
      },
    }),
  ];
}

function webhookOf(context: Context, { caller, params }: Pick<Call<unknown, unknown>, "caller" | "params">) {
  return requireWebhook(context, visibleTo(caller), params.id ?? "");
}
