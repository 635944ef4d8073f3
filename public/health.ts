import { counted, grouped } from "./counting.ts";
import { endpointName } from "./endpoint-name.ts";
import { summarize } from "./explain.ts";
import type { LastAttempt, StatsWindow, WebhookStats } from "./resources/stats.ts";
import type { Webhook } from "./resources/webhooks.ts";

/** Why a webhook needs attention, worst first. */
export type Trouble =
  | { readonly kind: "failed"; readonly webhook: Webhook; readonly latest: LastAttempt | undefined }
  | { readonly kind: "failing"; readonly webhook: Webhook; readonly latest: LastAttempt; readonly pending: number }
  | { readonly kind: "behind"; readonly webhook: Webhook; readonly pending: number; readonly since: string }
  | { readonly kind: "disabled" | "daily_limit"; readonly webhook: Webhook; readonly held: number };

const WORST_FIRST = ["failed", "failing", "disabled", "behind", "daily_limit"] as const;
/** So many are named in the sentence; all of them are in the list below it. */
const NAMED = 2;
/** What has been due for longer than this waits for others of its webhook. */
const BEHIND_AFTER_MS = 60_000;

/** How webhooks do, by their ids. */
export type StatsOfWebhooks = ReadonlyMap<string, WebhookStats>;

interface Circumstances {
  /** Deliveries that a webhook may have in a UTC day. */
  readonly dailyLimit: number;
  /** ms since the epoch */
  readonly now: number;
}

export function findTroubles(
  webhooks: readonly Webhook[],
  stats: StatsOfWebhooks,
  circumstances: Circumstances,
): readonly Trouble[] {
  const troubles = webhooks.flatMap((webhook) => troubleOf(webhook, stats.get(webhook.id), circumstances) ?? []);
  return troubles.toSorted((a, b) => WORST_FIRST.indexOf(a.kind) - WORST_FIRST.indexOf(b.kind));
}

function troubleOf(
  webhook: Webhook,
  stats: WebhookStats | undefined,
  { dailyLimit, now }: Circumstances,
): Trouble | undefined {
  // One that its owner switched off is well while nothing waits for it: what does is given up in a week.
  if (webhook.status === "disabled") {
    return stats && stats.held > 0 ? { kind: "disabled", webhook, held: stats.held } : undefined;
  }
  const latest = stats?.last_attempt ?? undefined;
  if (webhook.status === "failed") return { kind: "failed", webhook, latest };
  if (!stats) return undefined;
  const { pending, held, oldest_due_at: since } = stats;
  if (latest && latest.error !== null) return { kind: "failing", webhook, latest, pending };
  if (since !== null && Date.parse(since) < now - BEHIND_AFTER_MS) return { kind: "behind", webhook, pending, since };
  return held > 0 && webhook.deliveries_today >= dailyLimit ? { kind: "daily_limit", webhook, held } : undefined;
}

/** Is it well? One sentence, in two parts so that the first may be read alone. */
export interface Verdict {
  readonly lead: string;
  readonly reason: string;
}

const IN_WINDOW: Readonly<Record<StatsWindow, string>> = {
  "1h": "the last hour",
  "24h": "the last 24 h",
  "7d": "the last 7 days",
};

interface Grounds {
  readonly webhooks: readonly Webhook[];
  readonly troubles: readonly Trouble[];
  /** What the server itself is in trouble with, in short sentences. */
  readonly findings: readonly string[];
  readonly delivered: number;
  readonly window: StatsWindow;
}

export function judge({ webhooks, troubles, findings, delivered, window }: Grounds): Verdict {
  if (findings.length > 0 || troubles.length > 0) return judgeTroubles(troubles, findings);
  if (webhooks.length === 0) return { lead: "No webhooks yet:", reason: "there is nobody to deliver to." };
  const disabled = webhooks.filter((webhook) => webhook.status === "disabled").length;
  if (disabled === webhooks.length) return { lead: "Nothing is sent:", reason: `${allDisabled(disabled)}.` };
  const subject = counted(webhooks.length, "webhook") + (disabled > 0 ? ` (${disabled} disabled)` : "");
  return { lead: "All is well:", reason: `${subject}, ${grouped(delivered)} delivered in ${IN_WINDOW[window]}.` };
}

function judgeTroubles(troubles: readonly Trouble[], findings: readonly string[]): Verdict {
  const subjects = [
    ...(findings.length > 0 ? ["the server"] : []),
    ...(troubles.length > 0 ? [counted(troubles.length, "webhook")] : []),
  ].join(" and ");
  const many = findings.length + troubles.length > 1 && subjects !== "the server";
  const lead = `${subjects} ${many ? "need" : "needs"} attention:`;
  const reasons = [...findings, ...(troubles.length > 0 ? [named(troubles)] : [])];
  return { lead: lead.charAt(0).toUpperCase() + lead.slice(1), reason: `${reasons.join("; ")}.` };
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
    case "disabled":
      return "is disabled while deliveries wait";
    case "behind":
      return "falls behind";
    case "daily_limit":
      return "reached its daily limit";
    default:
      return trouble.webhook.failure_reason === "gone" ? "is gone (HTTP 410)" : "failed after its last retry";
  }
}
