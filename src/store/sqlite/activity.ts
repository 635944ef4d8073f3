import type { Database } from "bun:sqlite";
import { type EpochMs, MINUTE, type Millis } from "../../core/time.ts";
import type { ActivityStore, ActivitySummary, Totals } from "../store.ts";
import { UNCLAIMED } from "./queue-rows.ts";
import type { StoredClock } from "./stored-clock.ts";

export function createActivity(db: Database, clock: Pick<StoredClock, "ahead">): ActivityStore {
  const sql = prepareStatements(db);

  return {
    async since(account, since) {
      const minute = Math.floor(since / MINUTE);
      const { succeeded, failed, responseTimeMs } = found(
        account === null ? sql.all.get(minute) : sql.of.get(account, minute),
      );
      return { attempts: succeeded + failed, succeeded, failed, responseTimeMs };
    },
    async totals(account): Promise<Totals> {
      const counted = found(sql.totals.get(clock.ahead, account, account));
      const { active, disabled, failedWebhooks, oldestDueAt, ...deliveries } = counted;
      return { webhooks: { active, disabled, failed: failedWebhooks }, ...deliveries, oldestDueAt };
    },
    async eventsSince(account, since) {
      const minute = Math.floor(since / MINUTE);
      return found(account === null ? sql.allEvents.get(minute) : sql.eventsOf.get(account, minute)).accepted;
    },
  };
}

/** An aggregate always has its one row. */
function found<Row>(row: Row | null): Row {
  if (row === null) throw new Error("An aggregate gave no row.");
  return row;
}

type Sums = Omit<ActivitySummary, "attempts">;
interface TotalsRow extends Omit<Totals, "webhooks"> {
  readonly active: number;
  readonly disabled: number;
  readonly failedWebhooks: number;
  readonly oldestDueAt: EpochMs | null;
}

function prepareStatements(db: Database) {
  const sums = `select coalesce(sum(a.succeeded), 0) as succeeded, coalesce(sum(a.failed), 0) as failed,
    coalesce(sum(a.response_time_ms), 0) as responseTimeMs from activity a`;
  const events = "select coalesce(sum(accepted), 0) as accepted from intake";
  return {
    all: db.prepare<Sums, [number]>(`${sums} where a.minute >= ?`),
    of: db.prepare<Sums, [number, number]>(`
      ${sums} join webhooks w on w.id = a.webhook where w.account = ? and a.minute >= ?`),
    allEvents: db.prepare<{ accepted: number }, [number]>(`${events} where minute >= ?`),
    eventsOf: db.prepare<{ accepted: number }, [number, number]>(`${events} where account = ? and minute >= ?`),
    totals: db.prepare<TotalsRow, [ahead: Millis, number | null, number | null]>(`
      select count(*) filter (where w.enabled and w.failure_reason is null) as active,
             count(*) filter (where not w.enabled) as disabled,
             count(*) filter (where w.enabled and w.failure_reason is not null) as failedWebhooks,
             coalesce(sum(c.pending), 0) as pending, coalesce(sum(c.held), 0) as held,
             coalesce(sum(c.delivered), 0) as delivered, coalesce(sum(c.failed), 0) as failed,
             min((select min(q.due_at) from queue q
                   where q.webhook = w.id and ${UNCLAIMED} and c.pending > 0)) + ? as oldestDueAt
        from webhooks w join webhook_counts c on c.webhook = w.id
       where w.deleted_at is null and (? is null or w.account = ?)`),
  };
}
