import type { Attempt, Delivery, Webhook } from "../../public/resources.ts";

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

export function attempt(fields: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    started_at: "2024-02-10T16:45:22.000Z",
    status_code: 200,
    response_time_ms: 8,
    error: null,
    ...fields,
  };
}

export function delivery(fields: Partial<Delivery> = {}): Delivery {
  return {
    id: "del_1",
    event_id: "evt_1",
    event_type: "task.created",
    webhook_id: "wh_1",
    status: "delivered",
    held_reason: null,
    failure_reason: null,
    trigger: "event",
    created_at: "2024-02-10T16:45:22.000Z",
    next_attempt_at: null,
    attempts: [attempt()],
    ...fields,
  };
}
