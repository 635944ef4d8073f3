import type { Database } from "bun:sqlite";
import { firstSerialAt } from "../../core/ids.ts";
import { type EpochMs, MINUTE } from "../../core/time.ts";
import type { RetentionCutoffs } from "../upkeep.ts";
import type { GroupCommit } from "./group-commit.ts";
import { PROMPT } from "./passages.ts";
import type { SettledRemoval, SettledRow } from "./settled-removal.ts";

/** Removes what is past its time. All of it runs within a write, looks at up to `limit` rows, and says at how many. */
export interface Retention {
  sweep(cutoffs: RetentionCutoffs, limit: number): number;
}

interface WalkedRow extends SettledRow {
  readonly swept_from: EpochMs | null;
}

/** Nearly all deliveries are delivered at once: these are walked over in the order of their ids. The others have an index. */
export function createRetention(
  db: Database,
  commit: Pick<GroupCommit, "afterCommit">,
  removal: SettledRemoval,
): Retention {
  const sql = prepareStatements(db);
  /** Up to here deliveries were removed, or are found by the index. */
  let settledTo = 0;

  function sweepIndexed(state: string, before: EpochMs, limit: number): number {
    const rows = sql.indexed.all(state, before, limit);
    removal.remove(rows);
    return rows.length;
  }

  function sweepInOrder(before: EpochMs, limit: number): number {
    // Whatever of these was prompt is past its time.
    const rows = sql.settledFrom.all(settledTo, firstSerialAt(before - PROMPT), limit);
    removal.remove(rows.filter(({ swept_from }) => swept_from === null));
    commit.afterCommit(() => {
      settledTo = rows.at(-1)?.id ?? settledTo;
    });
    return rows.length;
  }

  return {
    sweep(cutoffs, limit) {
      const { deliveredBefore, failedBefore } = cutoffs;
      const steps = [
        (left: number) => sweepInOrder(deliveredBefore, left),
        (left: number) => sweepIndexed("delivered", deliveredBefore, left),
        (left: number) => sweepIndexed("failed", failedBefore, left),
        (left: number) => sweepIndexed("canceled", failedBefore, left),
        (left: number) => removal.removeEventsWithoutDeliveries(deliveredBefore, left),
        (left: number) => sql.removeKeys.run(cutoffs.idempotencyBefore, left).changes,
        (left: number) => sql.removeActivity.run(Math.floor(cutoffs.activityBefore / MINUTE), left).changes,
      ];
      let seen = 0;
      for (const step of steps) if (seen < limit) seen += step(limit - seen);
      return seen;
    },
  };
}

function prepareStatements(db: Database) {
  return {
    settledFrom: db.prepare<WalkedRow, [after: number, below: number, limit: number]>(`
      select id, event, attempts, swept_from from settled where id > ? and id < ? order by id limit ?`),
    indexed: db.prepare<SettledRow, [string, EpochMs, number]>(`
      select id, event, attempts from settled
       where state = ? and swept_from is not null and swept_from < ? order by swept_from limit ?`),
    removeKeys: db.prepare(`
      delete from idempotency_keys
       where rowid in (select rowid from idempotency_keys where created_at < ? order by created_at limit ?)`),
    removeActivity: db.prepare(`
      delete from activity where (account, webhook, minute) in (
        select account, webhook, minute from activity where minute < ? limit ?)`),
  };
}
