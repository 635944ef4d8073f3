import type { Database } from "bun:sqlite";
import { type Activity, noActivity } from "../../core/activity.ts";
import type { AttemptError } from "../../core/attempt.ts";
import { type EpochMs, MINUTE, type Millis } from "../../core/time.ts";
import type { ActivityStore, Totals, WebhookActivity } from "../activity.ts";
import { ACTIVITY_COLUMNS, type ActivityRow, addRow, EVERYBODY, toActivity, WHOLE_ACCOUNT } from "./activity-rows.ts";
import { LAST_ROW, pageOf } from "./page.ts";
import { UNCLAIMED } from "./queue-rows.ts";
import type { StoredClock } from "./stored-clock.ts";

/** Webhooks whose activity is read without letting anybody else have a turn. */
const AT_ONCE = 10;

export function createActivity(db: Database, clock: Pick<StoredClock, "ahead">): ActivityStore {
  const sql = prepareStatements(db);

  function activityOf(webhooks: readonly number[], from: EpochMs): ReadonlyMap<number, Activity> {
    const sums = new Map(webhooks.map((webhook) => [webhook, noActivity()]));
    for (const row of sql.ofWebhooks.all(JSON.stringify(webhooks), minuteOf(from))) {
      const sum = sums.get(row.webhook);
      if (sum) addRow(sum, row);
    }
    return sums;
  }

  return {
    async since(account, from) {
      const rows = sql.since.all(account ?? EVERYBODY, minuteOf(from));
      return rows.map((row) => ({ at: row.minute * MINUTE, ...toActivity(row) }));
    },
    async ofWebhooks(account, from, page) {
      const { limit, before = LAST_ROW } = page;
      const whose = account === null ? [] : [account];
      const statement = account === null ? sql.webhooks : sql.webhooksOf;
      const found = pageOf(statement.all(clock.ahead, ...whose, before, limit + 1), page, (row) => row);
      const rows: WebhookActivity[] = [];
      for (let first = 0; first < found.rows.length; first += AT_ONCE) {
        if (first > 0) await new Promise(setImmediate);
        const some = found.rows.slice(first, first + AT_ONCE);
        const sums = activityOf(
          some.map(({ id }) => id),
          from,
        );
        rows.push(...some.map((row) => toWebhookActivity(row, sums.get(row.id) ?? noActivity())));
      }
      return { rows, next: found.next };
    },
    async totals(account): Promise<Totals> {
      const counted = sql.totals.get(clock.ahead, account, account);
      if (counted === null) throw new Error("An aggregate gave no row.");
      const { active, disabled, failedWebhooks, oldestDueAt, ...deliveries } = counted;
      return { webhooks: { active, disabled, failed: failedWebhooks }, ...deliveries, oldestDueAt };
    },
  };
}

function minuteOf(at: EpochMs): number {
  return Math.floor(at / MINUTE);
}

interface TotalsRow extends Omit<Totals, "webhooks"> {
  readonly active: number;
  readonly disabled: number;
  readonly failedWebhooks: number;
}

interface WebhookRow extends Omit<WebhookActivity, "webhookId" | "activity" | "lastAttempt"> {
  readonly id: number;
  readonly uid: string;
  readonly lastTriggeredAt: EpochMs | null;
  readonly lastStatusCode: number | null;
  readonly lastError: AttemptError | null;
}

function toWebhookActivity(row: WebhookRow, activity: Activity): WebhookActivity {
  const { uid: webhookId, lastTriggeredAt: at, lastStatusCode: statusCode, lastError: error, ...waiting } = row;
  const { pending, held, failed, oldestDueAt } = waiting;
  const lastAttempt = at === null ? null : { at, statusCode, error };
  return { webhookId, activity, lastAttempt, pending, held, failed, oldestDueAt };
}

function prepareStatements(db: Database) {
  const oldestDueAt = `(
    select min(q.due_at) from queue q where q.webhook = w.id and ${UNCLAIMED} and c.pending > 0)`;
  const webhooks = `
    select w.id, w.uid, c.pending, c.held, c.failed, ${oldestDueAt} + ? as oldestDueAt,
           c.last_triggered_at as lastTriggeredAt, c.last_status_code as lastStatusCode, c.last_error as lastError
      from webhooks w join webhook_counts c on c.webhook = w.id where w.deleted_at is null`;
  const page = "and w.id < ? order by w.id desc limit ?";
  return {
    since: db.prepare<ActivityRow & { minute: number }, [account: number, minute: number]>(`
      select a.minute, ${ACTIVITY_COLUMNS} from activity a
       where a.account = ? and a.webhook = ${WHOLE_ACCOUNT} and a.minute >= ? order by a.minute`),
    webhooks: db.prepare<WebhookRow, number[]>(`${webhooks} ${page}`),
    webhooksOf: db.prepare<WebhookRow, number[]>(`${webhooks} and w.account = ? ${page}`),
    ofWebhooks: db.prepare<ActivityRow & { webhook: number }, [rows: string, minute: number]>(`
      select a.webhook, ${ACTIVITY_COLUMNS}
        from json_each(?) asked cross join webhooks w on w.id = asked.value
             cross join activity a on a.account = w.account and a.webhook = w.id and a.minute >= ?`),
    totals: db.prepare<TotalsRow, [ahead: Millis, number | null, number | null]>(`
      select count(*) filter (where w.enabled and w.failure_reason is null) as active,
             count(*) filter (where not w.enabled) as disabled,
             count(*) filter (where w.enabled and w.failure_reason is not null) as failedWebhooks,
             coalesce(sum(c.pending), 0) as pending, coalesce(sum(c.held), 0) as held,
             coalesce(sum(c.delivered), 0) as delivered, coalesce(sum(c.failed), 0) as failed,
             min(${oldestDueAt}) + ? as oldestDueAt
        from webhooks w join webhook_counts c on c.webhook = w.id
       where w.deleted_at is null and (? is null or w.account = ?)`),
  };
}
