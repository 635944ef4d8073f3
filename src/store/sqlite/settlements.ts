import type { Database } from "bun:sqlite";
import type { Settlement } from "../../core/settle.ts";
import type { EpochMs, Millis } from "../../core/time.ts";
import type { Guarded, QueueStore, SettledAttempt } from "../queue.ts";
import { attemptColumns } from "./attempt-columns.ts";
import type { Counts } from "./counts.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Attempted, Passages } from "./passages.ts";
import type { SentUrls } from "./sent-urls.ts";
import type { StoredClock } from "./stored-clock.ts";
import type { WebhookCache } from "./webhook-cache.ts";

export interface SettlementDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly clock: Pick<StoredClock, "ahead">;
  readonly cache: WebhookCache;
  readonly urls: SentUrls;
  readonly passages: Passages;
}

/** When an attempt ended, and how far the wall clock was ahead of the stored one then. */
interface Moment {
  readonly at: EpochMs;
  readonly ahead: Millis;
}

/** Records attempts and moves their deliveries. The lease guards both: a stale owner changes no row. */
export function createSettlements(deps: SettlementDeps): Pick<QueueStore, "settle"> {
  const { db, commit, counts, clock, cache, urls, passages } = deps;
  const sql = prepareStatements(db);

  /** @param again whether a redelivery was asked for meanwhile */
  function moveTo(settlement: Settlement, { at, ahead }: Moment, attempted: Attempted, again: 0 | 1): boolean {
    const { row, lease, number } = attempted;
    if (settlement.state === "delivered" || settlement.state === "failed") {
      const failureReason = settlement.state === "failed" ? settlement.failureReason : null;
      return passages.settle(attempted, { state: settlement.state, failureReason, at }, { state: "pending", again });
    }
    const { scheduleBase } = settlement;
    const { changes } =
      settlement.state === "pending"
        ? sql.again.run(settlement.dueAt - ahead, scheduleBase, number, row, lease, again)
        : sql.hold.run(settlement.heldReason, at, scheduleBase, number, row, lease, again);
    if (changes > 0) passages.keepAttempt(attempted);
    return changes > 0;
  }

  function move(settled: SettledAttempt, ahead: Millis): Guarded {
    const { delivery, attempt, settlement, at } = settled;
    const columns = attemptColumns(settled, urls);
    const attempted = { row: delivery.row, lease: delivery.lease.token, number: attempt.number, columns };
    const moved = (to: Settlement, again: 0 | 1): boolean => {
      if (!moveTo(to, { at, ahead }, attempted, again)) return false;
      counts.moved(delivery.webhook, "pending", to.state, delivery.test);
      return true;
    };
    if (moved(settlement, 0)) return "done";
    if (moved(dueAgain(settled), 1)) return isGone(settled) ? "done" : "again";
    // It was discarded while the attempt was in flight: the attempt is recorded, and is the last.
    const canceled = { state: "canceled", failureReason: null, at } as const;
    return passages.settle(attempted, canceled, { state: "canceled", again: 0 }) ? "canceled" : "stale";
  }

  /** It was settled before, and its owner was told that the disk had failed. */
  function isRecorded({ delivery: { row }, attempt: { number, startedAt } }: SettledAttempt): boolean {
    return sql.recorded.get(row, number, startedAt) !== null;
  }

  function count({ delivery, attempt, countedDay }: SettledAttempt): void {
    if (delivery.test) return;
    counts.attempted(delivery.webhook, attempt);
    if (countedDay !== null) counts.countedForDay(delivery.webhook, countedDay);
  }

  function failWebhook({ delivery, settlement, at }: SettledAttempt): void {
    if (settlement.state !== "failed" || !settlement.failsWebhook) return;
    sql.failWebhook.run(at, settlement.failureReason, delivery.webhook);
    const account = cache.get(delivery.webhook)?.account;
    if (account !== undefined) commit.afterCommit(() => cache.forget(delivery.webhook, account));
  }

  return {
    settle(settled) {
      const { ahead } = clock;
      return commit.writeAhead(() => {
        const guarded = move(settled, ahead);
        if (guarded === "stale") return isRecorded(settled) ? "done" : "stale";
        count(settled);
        // A delivery that nobody wants any more says nothing of its webhook, unless the endpoint says it itself.
        if (guarded === "done" || (guarded === "canceled" && isGone(settled))) failWebhook(settled);
        return guarded;
      });
    },
  };
}

function isGone({ settlement }: SettledAttempt): boolean {
  return settlement.state === "failed" && settlement.failureReason === "gone";
}

/** What a redelivery that was asked for during the attempt makes of it. Nobody is at home to whom it could go: then nothing. */
function dueAgain(settled: SettledAttempt): Settlement {
  if (isGone(settled)) return settled.settlement;
  return { state: "pending", dueAt: settled.at, scheduleBase: settled.attempt.number };
}

function prepareStatements(db: Database) {
  const ours = "schedule_base = ?, attempts = ?, lease = null, lease_until = null, again = 0";
  const guard = "where id = ? and lease = ? and state = 'pending' and again = ?";
  return {
    again: db.prepare(`update queue set due_at = ?, ${ours} ${guard}`),
    hold: db.prepare(
      `update queue set state = 'held', held_reason = ?, stopped_at = ?, due_at = null, ${ours} ${guard}`,
    ),
    recorded: db.prepare<unknown, [row: number, number: number, startedAt: EpochMs]>(`
      select 1 from settled where id = ?1 and attempts = ?2 and started_at = ?3
      union all select 1 from attempts where delivery = ?1 and number = ?2 and started_at = ?3`),
    failWebhook: db.prepare(`
      update webhooks set failed_at = ?, failure_reason = ?
       where id = ? and failure_reason is null and deleted_at is null`),
  };
}
