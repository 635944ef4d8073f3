import type { Appliance } from "../harness/appliance.ts";

/** What the API tells of webhooks and their deliveries, by its own names. */
export interface LoggedAttempt {
  readonly number: number;
  readonly started_at: string;
  readonly status_code: number | null;
  readonly response_time_ms: number;
  readonly error: string | null;
}
export interface LoggedDelivery {
  readonly id: string;
  readonly status: "pending" | "held" | "delivered" | "failed" | "canceled";
  readonly attempts: readonly LoggedAttempt[];
}
export interface LoggedWebhook {
  readonly id: string;
  readonly deliveries_today: number;
  readonly delivery_success_rate: number;
  readonly deliveries: readonly LoggedDelivery[];
  readonly figures: LoggedAttemptFigures;
}
export type LoggedAttemptFigures = {
  readonly [figure in "total" | "succeeded" | "failed" | "rejected" | "timed_out" | "unanswered"]: number;
};
export interface LoggedStats {
  readonly events: number;
  readonly attempts: LoggedAttemptFigures;
  readonly deliveries: { readonly [status in "pending" | "held" | "delivered" | "failed"]: number };
}
/** One account's. */
export interface Log {
  readonly webhooks: readonly LoggedWebhook[];
  readonly stats: LoggedStats;
}

interface WebhookFigures {
  readonly webhook_id: string;
  readonly attempts: LoggedAttemptFigures;
}

interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** Reads everything, for each account, while nothing changes. */
export function readLog(appliance: Appliance, accounts: number): Promise<readonly Log[]> {
  return Promise.all(Array.from({ length: accounts }, (_, account) => readAccount(appliance, account)));
}

/** How many attempts are recorded as interrupted. */
export function interruptedIn(log: readonly Log[]): number {
  const rows = log.flatMap(({ webhooks }) => webhooks.flatMap(({ deliveries }) => deliveries));
  return rows.flatMap(({ attempts }) => attempts).filter(({ error }) => error === "interrupted").length;
}

async function readAccount(appliance: Appliance, account: number): Promise<Log> {
  const listed = await readAll<Omit<LoggedWebhook, "deliveries" | "figures">>(appliance, account, "/v2/webhooks");
  const figures = await readAll<WebhookFigures>(appliance, account, "/v2/stats/webhooks");
  const webhooks = await Promise.all(
    listed.map(async (webhook) => ({
      ...webhook,
      deliveries: await readAll<LoggedDelivery>(appliance, account, `/v2/webhooks/${webhook.id}/deliveries`),
      figures: figuresOf(webhook.id, figures),
    })),
  );
  return { webhooks, stats: await read<LoggedStats>(appliance, account, "/v2/stats?window=24h") };
}

function figuresOf(webhook: string, figures: readonly WebhookFigures[]): LoggedAttemptFigures {
  const found = figures.find(({ webhook_id }) => webhook_id === webhook);
  if (!found) throw new Error(`GET /v2/stats/webhooks has no ${webhook}.`);
  return found.attempts;
}

async function readAll<Row>(appliance: Appliance, account: number, path: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor = "";
  for (;;) {
    const page = await read<Page<Row>>(appliance, account, `${path}?limit=200${cursor}`);
    rows.push(...page.data);
    if (page.next_cursor === null) return rows;
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
}

async function read<Body>(appliance: Appliance, account: number, path: string): Promise<Body> {
  const headers = { authorization: appliance.authorizationOf(account) };
  const response = await fetch(`${appliance.url}${path}`, { headers });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Body;
}
