import type { LastAttempt, WebhookStats } from "../../public/resources/stats.ts";
import type { Webhook } from "../../public/resources/webhooks.ts";

/** A webhook as the API shows it: active and well where nothing else is said. */
export function webhook(fields: Partial<Webhook> = {}): Webhook {
  return {
    id: "wh_1",
    account_id: "acc_1",
    url: "https://example.com/hook",
    description: null,
    events: ["*"],
    enabled: true,
    status: "active",
    created_at: "2024-02-10T16:00:00.000Z",
    last_triggered: "2024-02-10T16:45:22.000Z",
    delivery_success_rate: 1,
    failed_at: null,
    failure_reason: null,
    deliveries_today: 1,
    managed_by: "api",
    client_certificate: null,
    ...fields,
  };
}

export function latest(fields: Partial<LastAttempt> = {}): LastAttempt {
  return { at: "2024-02-10T16:45:22.000Z", status_code: 200, error: null, ...fields };
}

/** How a webhook does that is well and has nothing waiting, where nothing else is said. */
export function webhookStats(fields: Partial<WebhookStats> = {}): WebhookStats {
  return {
    webhook_id: "wh_1",
    attempts: {
      succeeded: 1,
      failed: 0,
      rejected: 0,
      timed_out: 0,
      unanswered: 0,
      median_response_time_ms: 8,
      p95_response_time_ms: 8,
    },
    last_attempt: latest(),
    pending: 0,
    held: 0,
    failed: 0,
    oldest_due_at: null,
    ...fields,
  };
}
