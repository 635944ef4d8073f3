/* Webhooks as the API answers them, as far as the page reads them. Times are RFC 3339 in UTC. */

export type WebhookStatus = "active" | "disabled" | "failed";

export interface Webhook {
  readonly id: string;
  readonly account_id: string;
  readonly url: string;
  readonly description: string | null;
  readonly events: readonly string[];
  readonly enabled: boolean;
  readonly status: WebhookStatus;
  readonly created_at: string;
  readonly last_triggered: string | null;
  /** 0.0 to 1.0 over the webhook's life. */
  readonly delivery_success_rate: number;
  readonly failed_at: string | null;
  readonly failure_reason: "exhausted" | "gone" | null;
  readonly deliveries_today: number;
  readonly managed_by: "api" | "config";
  /** What it shows to endpoints that ask who calls. */
  readonly client_certificate: { readonly subject: string; readonly expires_at: string } | null;
}

/** In the answer to its registration: the secret is there, once, when it was made by the server. */
export interface NewWebhook extends Webhook {
  readonly secret?: string;
}

export interface RotatedSecret {
  /** Only when it was made by the server. */
  readonly secret?: string;
  readonly previous_secret_expires_at: string;
}
