import type { Api } from "./api/api.ts";
import { type Pulse, type Pulses, pulseOf } from "./health.ts";
import type { Webhook } from "./resources.ts";

/** Webhooks that are looked at more closely: those that failed, then those triggered last. */
const AT_MOST = 25;
const NEWEST_DELIVERIES = 10;
/** A pulse is read again when its webhook moved, and after this. */
const FRESH_MS = 10_000;

interface Known {
  readonly sign: string;
  readonly readAt: number;
  readonly pulse: Pulse;
}

/** Reads how the newest deliveries of webhooks went, without asking again for those where nothing happened. */
export function createPulses(api: Pick<Api, "latestDeliveries">, now: () => number) {
  const known = new Map<string, Known>();

  async function take(webhook: Webhook, signal: AbortSignal | undefined): Promise<void> {
    const sign = `${webhook.status} ${webhook.last_triggered} ${webhook.deliveries_today}`;
    const before = known.get(webhook.id);
    if (before?.sign === sign && now() - before.readAt < FRESH_MS) return;
    const newest = await api.latestDeliveries(webhook.id, NEWEST_DELIVERIES, signal);
    known.set(webhook.id, { sign, readAt: now(), pulse: pulseOf(newest.data) });
  }

  return async function read(webhooks: readonly Webhook[], signal?: AbortSignal): Promise<Pulses> {
    const chosen = webhooks.filter(mayBeInTrouble).toSorted(byUrgency).slice(0, AT_MOST);
    // One that was deleted just now is none of the page's faults.
    await Promise.allSettled(chosen.map((webhook) => take(webhook, signal)));
    const entries = chosen.flatMap(({ id }) => {
      const found = known.get(id);
      return found ? [[id, found.pulse] as const] : [];
    });
    return new Map(entries);
  };
}

function mayBeInTrouble(webhook: Webhook): boolean {
  return webhook.status !== "disabled" && webhook.last_triggered !== null;
}

function byUrgency(a: Webhook, b: Webhook): number {
  const failed = Number(b.status === "failed") - Number(a.status === "failed");
  return failed || (b.last_triggered ?? "").localeCompare(a.last_triggered ?? "");
}
