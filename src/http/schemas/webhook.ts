import { Type } from "@sinclair/typebox";
import { SECRET_HINT, SECRET_PATTERN } from "../../core/signature.ts";
import { formatTime, formatTimeOrNull, utcDay } from "../../core/time.ts";
import { successRate, webhookStatus } from "../../core/webhook.ts";
import type { WebhookRecord } from "../../store/webhooks.ts";
import { ClientCertificateInput, ClientCertificateView, clientCertificateView } from "./client-certificate.ts";
import { accountId, closed, nullable, nullableTime, oneOf, text, time } from "./parts.ts";

const url = text({
  description:
    "Where events are posted to: https, without credentials, at a public address. Names are checked at every attempt.",
  minLength: 1,
  maxLength: 2048,
  examples: ["https://example.com/hooks/taskflow"],
});
const events = Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
  description: "Event types to listen to. `*` is all of them, `task.*` all that begin with `task.`.",
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  examples: [["task.created", "task.completed"]],
});
const secretShape = {
  minLength: 1,
  maxLength: 255,
  pattern: SECRET_PATTERN,
  patternHint: SECRET_HINT,
};
const secret = text({
  description:
    "Signs the requests, by its UTF-8 bytes. Without one a secret is made, of the form `whsec_…`, and shown in this answer only.",
  ...secretShape,
});
const enabled = Type.Boolean({ description: "Whether it is to be delivered to. What comes meanwhile is held." });
const description = nullable(text({ maxLength: 1000 }), { description: "For people." });

export const WebhookInput = Type.Object(
  {
    url,
    events,
    secret: Type.Optional(secret),
    enabled: Type.Optional(enabled),
    description: Type.Optional(description),
    client_certificate: Type.Optional(ClientCertificateInput),
    account_id: accountId,
  },
  closed,
);

export const WebhookChange = Type.Object(
  {
    url: Type.Optional(url),
    events: Type.Optional(events),
    secret: Type.Optional(text({ description: "Takes over at once; rotate-secret overlaps.", ...secretShape })),
    enabled: Type.Optional(enabled),
    description: Type.Optional(description),
    client_certificate: Type.Optional(ClientCertificateInput),
  },
  closed,
);

export const RotateInput = Type.Object(
  {
    secret: Type.Optional(secret),
    overlap_seconds: Type.Optional(
      Type.Integer({
        description: "How long `webhook-signature` holds a signature with the secret before as well.",
        minimum: 0,
        maximum: 604_800,
        default: 86_400,
      }),
    ),
  },
  closed,
);

export const RotateAnswer = Type.Object({
  secret: Type.Optional(Type.String({ description: "Only when it was made here." })),
  previous_secret_expires_at: time("Until when the secret before signs too."),
});

export const WebhookView = Type.Object(
  {
    id: Type.String({ examples: ["wh_01h455vb4pex5vsknk084sn02q"] }),
    account_id: Type.String(),
    url,
    description,
    events,
    enabled: Type.Boolean({ description: "What was asked for; stays true while the webhook is failed." }),
    status: oneOf(["active", "disabled", "failed"], { description: "Whether it is delivered to." }),
    created_at: time("When it was registered."),
    updated_at: time("When it was last changed."),
    last_triggered: nullableTime("When its latest attempt began, tests left out."),
    delivery_success_rate: Type.Number({
      description: "Delivered ÷ (delivered + failed) over its life, tests left out; 0 before the first.",
      minimum: 0,
      maximum: 1,
    }),
    failed_at: nullableTime("When it failed."),
    failure_reason: nullable(oneOf(["exhausted", "gone"]), {
      description: "`exhausted`: a delivery's last retry failed. `gone`: the endpoint answered 410.",
    }),
    deliveries_today: Type.Integer({ description: "Deliveries that count for the daily limit of this UTC day." }),
    managed_by: oneOf(["api", "config"], { description: "Who may change it." }),
    client_certificate: ClientCertificateView,
    secret: Type.Optional(
      Type.String({ description: "Only in the answer to its registration, and only when it was made here." }),
    ),
  },
  {
    $id: "Webhook",
    description: "A registered endpoint. Its secret is never shown again, and the key of its certificate never.",
  },
);

export function webhookView({ webhook, counts }: WebhookRecord, now: number) {
  return {
    id: webhook.id,
    account_id: webhook.accountId,
    url: webhook.url,
    description: webhook.description,
    events: webhook.events,
    enabled: webhook.enabled,
    status: webhookStatus(webhook),
    created_at: formatTime(webhook.createdAt),
    updated_at: formatTime(webhook.updatedAt),
    last_triggered: formatTimeOrNull(counts.lastTriggeredAt),
    delivery_success_rate: successRate(counts),
    failed_at: formatTimeOrNull(webhook.failedAt),
    failure_reason: webhook.failureReason,
    deliveries_today: counts.day === utcDay(now) ? counts.dayCount : 0,
    managed_by: webhook.managedBy,
    client_certificate: clientCertificateView(webhook.clientCertificate),
  };
}
