import type { DeliveryDetail } from "../resources/deliveries.ts";
import type { Page } from "../resources/page.ts";
import type { NewWebhook, RotatedSecret, Webhook } from "../resources/webhooks.ts";
import { type Client, LONGEST_PAGE, pathOf } from "./client.ts";

/** What can be changed of a webhook. */
export interface WebhookChange {
  readonly url?: string;
  readonly events?: readonly string[];
  /** `null` is none. */
  readonly description?: string | null;
}

export interface Registration extends WebhookChange {
  /** With an operator's key: whose it is. */
  readonly account_id?: string;
  /** Without one the server makes it. */
  readonly secret?: string;
}

/** When deliveries were made: RFC 3339, the end not included. */
export interface MadeWithin {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export function webhookCalls({ get, send }: Client) {
  const path = (id: string) => pathOf("webhooks", id);
  return {
    webhooks: (accountId: string | undefined, cursor: string | undefined, signal?: AbortSignal) =>
      get<Page<Webhook>>("/webhooks", { limit: LONGEST_PAGE, account_id: accountId, cursor }, signal),
    webhook: (id: string, signal?: AbortSignal) => get<Webhook>(path(id), {}, signal),
    register: (registration: Registration) => send<NewWebhook>("POST", "/webhooks", registration),
    changeWebhook: (id: string, change: WebhookChange) => send<Webhook>("PATCH", path(id), change),
    setEnabled: (id: string, enabled: boolean) => send<Webhook>("PATCH", path(id), { enabled }),
    deleteWebhook: (id: string) => send<undefined>("DELETE", path(id)),
    rotateSecret: (id: string, overlapSeconds: number, secret: string | undefined) =>
      send<RotatedSecret>("POST", `${path(id)}/rotate-secret`, { overlap_seconds: overlapSeconds, secret }),
    sendTest: (id: string, eventType: string) =>
      send<DeliveryDetail>("POST", `${path(id)}/test`, { event_type: eventType }),
    /** Sends failed deliveries again. @param dryRun counts them only */
    recover: async (id: string, within: MadeWithin, dryRun: boolean) => {
      const body = { since: within.since ?? BEGINNING, until: within.until, ...(dryRun && DRY_RUN) };
      return (await send<{ readonly recovered: number }>("POST", `${path(id)}/recover`, body)).recovered;
    },
    /** Cancels deliveries that wait. @param dryRun counts them only */
    discard: async (id: string, within: MadeWithin, dryRun: boolean) => {
      const body = { ...within, ...(dryRun && DRY_RUN) };
      return (await send<{ readonly discarded: number }>("POST", `${path(id)}/discard`, body)).discarded;
    },
  };
}

const DRY_RUN = { dry_run: true } as const;
/** Before anything was made. */
const BEGINNING = "1970-01-01T00:00:00Z";
