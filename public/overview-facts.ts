import type { Api } from "./api/api.ts";
import type { StatsOfWebhooks } from "./health.ts";
import type { Stats, StatsWindow } from "./resources/stats.ts";
import type { Finding } from "./resources/system.ts";
import type { Webhook } from "./resources/webhooks.ts";

const PAGES_AT_MOST = 10;

export interface OverviewFacts {
  readonly webhooks: readonly Webhook[];
  /** There are older webhooks than these. */
  readonly cut: boolean;
  readonly statsOfWebhooks: StatsOfWebhooks;
  readonly stats: Stats;
  /** What the server itself is in trouble with: an operator's alone. */
  readonly findings: readonly Finding[];
}

interface Wish {
  readonly account: string | undefined;
  readonly window: StatsWindow;
  readonly isOperator: boolean;
}

export async function loadOverview(
  api: Api,
  { account, window, isOperator }: Wish,
  signal: AbortSignal,
): Promise<OverviewFacts> {
  const [{ webhooks, cut }, stats, ofWebhooks, system] = await Promise.all([
    listWebhooks(api, account, signal),
    api.stats(account, window, signal),
    api.statsOfWebhooks(account, window, signal),
    isOperator ? api.system(signal) : undefined,
  ]);
  const statsOfWebhooks = new Map(ofWebhooks.data.map((each) => [each.webhook_id, each]));
  return { webhooks, cut, statsOfWebhooks, stats, findings: system?.findings ?? [] };
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
