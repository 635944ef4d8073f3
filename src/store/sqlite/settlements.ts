import type { Database } from "bun:sqlite";
import type { Settlement } from "../../core/settle.ts";
import type { EpochMs } from "../../core/time.ts";
import type { AttemptRecord, Guarded, QueueStore, SettledAttempt } from "../store.ts";
import type { Counts } from "./counts.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Names } from "./names.ts";
import { packSignatures } from "./signatures.ts";
import type { WebhookCache } from "./webhook-cache.ts";

export interface SettlementDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly cache: WebhookCache;
  readonly urls: Names;
}

/** Records attempts and moves their deliveries. The lease guards both: a stale owner changes no row. */
export function createSettlements(deps: SettlementDeps): Pick<QueueStore, "settle"> {
  const { db, commit, counts, cache, urls } = deps;
  const sql = prepareStatements(db);

  /** Moves the delivery and writes its latest request down. The first attempt stands in the same row. */
  function move(settled: SettledAttempt, columns: ReturnType<typeof attemptColumns>): Guarded {
    const { delivery, attempt, request } = settled;
    const isFirst = attempt.number === 1;
    const statements = isFirst ? sql.first : sql.further;
    const sent = [attempt.number, urls.numberOf(request.url), packSignatures(request)] as const;
    const rest = [...sent, ...(isFirst ? columns : []), delivery.row, delivery.lease.token];
    const moveTo = (settlement: Settlement, again: 0 | 1): boolean => {
      const { changes } = statements.move.run(...stateColumns(settled, settlement), ...rest, again);
      if (changes > 0) counts.moved(delivery.webhook, "pending", settlement.state, delivery.test);
      return changes > 0;
    };
    if (moveTo(settled.settlement, 0)) return "done";
    if (moveTo(dueAgain(settled), 1)) return isGone(settled) ? "done" : "again";
    return statements.afterCancel.run(...rest).changes > 0 ? "canceled" : "stale";
  }

  function settle(settled: SettledAttempt): Guarded {
    const { delivery, attempt } = settled;
    const columns = attemptColumns(attempt);
    const guarded = move(settled, columns);
    if (guarded !== "stale" && attempt.number > 1) sql.insert.run(delivery.row, attempt.number, ...columns);
    return guarded;
  }

  function count({ delivery, attempt, countedDay }: SettledAttempt): void {
    if (delivery.test) return;
    counts.attempted(delivery.webhook, attempt.startedAt, attempt.responseTimeMs, attempt.error === null);
    if (countedDay !== null) counts.countedForDay(delivery.webhook, countedDay);
  }

  function failWebhook({ delivery, settlement, at }: SettledAttempt): void {
    if (settlement.state !== "failed" || !settlement.failsWebhook) return;
    sql.failWebhook.run(at, settlement.failureReason, delivery.webhook);
    const account = cache.get(delivery.webhook)?.account;
    if (account !== undefined) commit.afterCommit(() => cache.forget(delivery.webhook, account));
  }

  return {
    settle: (settled) =>
      commit.write(() => {
        const guarded = settle(settled);
        if (guarded !== "stale") count(settled);
        // A delivery that nobody wants any more says nothing of its webhook, unless the endpoint says it itself.
        if (guarded === "done" || (guarded === "canceled" && isGone(settled))) failWebhook(settled);
        return guarded;
      }),
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

function stateColumns({ delivery, at }: SettledAttempt, settlement: Settlement) {
  const heldReason = settlement.state === "held" ? settlement.heldReason : null;
  const failureReason = settlement.state === "failed" ? settlement.failureReason : null;
  const dueAt: EpochMs | null = settlement.state === "pending" ? settlement.dueAt : null;
  const settledAt = settlement.state === "pending" ? null : at;
  const base = "scheduleBase" in settlement ? settlement.scheduleBase : delivery.scheduleBase;
  return [settlement.state, heldReason, failureReason, dueAt, settledAt, base] as const;
}

function attemptColumns({ startedAt, responseTimeMs, statusCode, error, response }: AttemptRecord) {
  const truncated = response ? Number(response.truncated) : null;
  const headers = response && JSON.stringify(response.headers);
  const body = response && response.body.length > 0 ? response.body : null;
  return [startedAt, responseTimeMs, statusCode, error, truncated, headers, body] as const;
}

function prepareStatements(db: Database) {
  const state = "state = ?, held_reason = ?, failure_reason = ?, due_at = ?, settled_at = ?, schedule_base = ?";
  const sent = "attempts = ?, sent_url = ?, sent_signatures = ?, lease = null, lease_until = null, again = 0";
  const attempt = "started_at, response_time_ms, status_code, error, truncated, response_headers, response_body";
  const guard = "where id = ? and lease = ? and state =";

  /** The first attempt stands in the delivery's own row. */
  function statements(own: string) {
    return {
      move: db.prepare(`update deliveries set ${state}, ${sent}${own} ${guard} 'pending' and again = ?`),
      // It was discarded while the attempt was in flight: the attempt is recorded, and is the last.
      afterCancel: db.prepare(`update deliveries set ${sent}${own} ${guard} 'canceled'`),
    };
  }
  return {
    first: statements(`, (${attempt}) = (?, ?, ?, ?, ?, ?, ?)`),
    further: statements(""),
    insert: db.prepare(`insert into attempts (delivery, number, ${attempt}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    failWebhook: db.prepare(`
      update webhooks set failed_at = ?, failure_reason = ?
       where id = ? and failure_reason is null and deleted_at is null`),
  };
}
