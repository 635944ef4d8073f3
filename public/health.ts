import { counted, grouped } from "./counting.ts";
import { endpointName } from "./endpoint-name.ts";
import { summarize } from "./explain.ts";
import type { Attempt, Delivery, Webhook } from "./resources.ts";

/** Why a webhook needs attention, worst first. */
export type Trouble =
  | { readonly kind: "failed"; readonly webhook: Webhook; readonly latest: Attempt | undefined }
  | { readonly kind: "failing"; readonly webhook: Webhook; readonly latest: Attempt }
  | { readonly kind: "daily_limit"; readonly webhook: Webhook };

const WORST_FIRST = ["failed", "failing", "daily_limit"] as const;
/** So many are named in the sentence; all of them are in the list below it. */
const NAMED = 2;

/** What was looked up of a webhook's newest deliveries, by the webhook's id. */
export type Pulses = ReadonlyMap<string, Pulse>;
export interface Pulse {
  /** The attempt that began last, tests left out; `undefined` before the first. */
  readonly latest: Attempt | undefined;
  /** Something waits for the next day. */
  readonly overDailyLimit: boolean;
}

export function pulseOf(newest: readonly Delivery[]): Pulse {
  const attempts = newest.filter(({ trigger }) => trigger !== "test").flatMap((delivery) => delivery.attempts);
  return {
    latest: attempts.reduce<Attempt | undefined>(
      (latest, attempt) => (latest && latest.started_at > attempt.started_at ? latest : attempt),
      undefined,
    ),
    overDailyLimit: newest.some((delivery) => delivery.held_reason === "daily_limit"),
  };
}

export function findTroubles(webhooks: readonly Webhook[], pulses: Pulses): readonly Trouble[] {
  const troubles = webhooks.flatMap((webhook) => troubleOf(webhook, pulses.get(webhook.id)) ?? []);
  return troubles.toSorted((a, b) => WORST_FIRST.indexOf(a.kind) - WORST_FIRST.indexOf(b.kind));
}

function troubleOf(webhook: Webhook, pulse: Pulse | undefined): Trouble | undefined {
  const latest = pulse?.latest;
  // One that its owner switched off is well: nothing is asked of it.
  if (webhook.status === "disabled") return undefined;
  if (webhook.status === "failed") return { kind: "failed", webhook, latest };
  if (latest && latest.error !== null) return { kind: "failing", webhook, latest };
  return pulse?.overDailyLimit ? { kind: "daily_limit", webhook } : undefined;
}

/** Is it well? One sentence, in two parts so that the first may be read alone. */
export interface Verdict {
  readonly lead: string;
  readonly reason: string;
}

export function judge(webhooks: readonly Webhook[], troubles: readonly Trouble[], deliveredInADay: number): Verdict {
  if (webhooks.length === 0) return { lead: "No webhooks yet:", reason: "there is nobody to deliver to." };
  if (troubles.length > 0) {
    return {
      lead: `${counted(troubles.length, "webhook needs", "webhooks need")} attention:`,
      reason: `${named(troubles)}.`,
    };
  }
  const disabled = webhooks.filter((webhook) => webhook.status === "disabled").length;
  if (disabled === webhooks.length) return { lead: "Nothing is sent:", reason: `${allDisabled(disabled)}.` };
  const subject = counted(webhooks.length, "webhook") + (disabled > 0 ? ` (${disabled} disabled)` : "");
  return { lead: "All is well:", reason: `${subject}, ${grouped(deliveredInADay)} delivered in the last 24 h.` };
}

function allDisabled(count: number): string {
  return count === 1 ? "the only webhook is disabled" : `all ${count} webhooks are disabled`;
}

function named(troubles: readonly Trouble[]): string {
  const reasons = troubles
    .slice(0, NAMED)
    .map((trouble) => `${endpointName(trouble.webhook.url)} ${reasonOf(trouble)}`);
  const rest = troubles.length - reasons.length;
  return reasons.join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}

/** Goes on from the endpoint's name: `failed: it answered 410 Gone`. */
function reasonOf(trouble: Trouble): string {
  switch (trouble.kind) {
    case "failing":
      return `is failing (${summarize(trouble.latest)})`;
    case "daily_limit":
      return "reached its daily limit";
    default:
      return trouble.webhook.failure_reason === "gone" ? "is gone (HTTP 410)" : "failed after its last retry";
  }
}
