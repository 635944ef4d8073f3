import type { Api } from "./api/api.ts";
import type { Pulses } from "./health.ts";
import type { createPulses } from "./pulses.ts";
import type { Stats, Webhook } from "./resources.ts";

const PAGES_AT_MOST = 10;

export interface OverviewFacts {
  readonly webhooks: readonly Webhook[];
  /** There are older webhooks than these. */
  readonly cut: boolean;
  readonly pulses: Pulses;
  readonly stats: Stats;
}

export async function loadOverview(
  api: Api,
  readPulses: ReturnType<typeof createPulses>,
  account: string | undefined,
  signal: AbortSignal,
): Promise<OverviewFacts> {
  const [{ webhooks, cut }, stats] = await Promise.all([
    listWebhooks(api, account, signal),
    api.stats(account, signal),
  ]);
  return { webhooks, cut, pulses: await readPulses(webhooks, signal), stats };
}

async function listWebhooks(api: Api, account: string | undefined, signal: AbortSignal) {
  const webhooks: Webhook[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_AT_MOST; page += 1) {
    const { data, next_cursor } = await api.webhooks(account, cursor, signal);
    webhooks.push(...data);
    if (next_cursor === null) return { webhooks, cut: false };
    cursor = next_cursor;
  }
  return { webhooks, cut: true };
}
