import type { ClientCertificate } from "./client-certificate.ts";
import type { EpochMs } from "./time.ts";

export type WebhookStatus = "active" | "disabled" | "failed";
export type WebhookFailure = "exhausted" | "gone";
export type ManagedBy = "api" | "config";

/** A registered endpoint. `row` is the store's own handle, never shown outside. */
export interface Webhook {
  readonly row: number;
  readonly id: string;
  readonly account: number;
  readonly accountId: string;
  readonly url: string;
  readonly description: string | null;
  /** Event types, `x.*` or `*`, as the customer gave them. */
  readonly events: readonly string[];
  /** What the customer asked for; stays `true` while the webhook is failed. */
  readonly enabled: boolean;
  readonly secret: string;
  readonly previousSecret: string | null;
  readonly previousSecretExpiresAt: EpochMs | null;
  /** Shown to endpoints that ask for one. */
  readonly clientCertificate: ClientCertificate | null;
  readonly failedAt: EpochMs | null;
  readonly failureReason: WebhookFailure | null;
  readonly managedBy: ManagedBy;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
}

/** What is counted of a webhook's deliveries; tests are left out. */
export interface WebhookCounts {
  readonly pending: number;
  readonly held: number;
  readonly delivered: number;
  readonly failed: number;
  /** The UTC day that `dayCount` is of (see `utcDay`), and the deliveries first attempted on it. */
  readonly day: number;
  readonly dayCount: number;
  readonly lastTriggeredAt: EpochMs | null;
}

export function webhookStatus(webhook: Pick<Webhook, "enabled" | "failureReason">): WebhookStatus {
  if (!webhook.enabled) return "disabled";
  return webhook.failureReason === null ? "active" : "failed";
}

/** Delivered ÷ (delivered + failed), 0.0 to 1.0; 0.0 before the first. */
export function successRate(counts: Pick<WebhookCounts, "delivered" | "failed">): number {
  const settled = counts.delivered + counts.failed;
  return settled === 0 ? 0 : counts.delivered / settled;
}

/** Whether a webhook that listens to `patterns` gets events of `type`. */
export function subscribes(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) => pattern === "*" || pattern === type || coversByPrefix(pattern, type));
}

/** `task.*` covers every type that starts with `task.`. */
function coversByPrefix(pattern: string, type: string): boolean {
  return pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1));
}
