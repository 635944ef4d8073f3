import type { Database } from "bun:sqlite";
import { firstIdAt } from "../../core/ids.ts";
import { type EpochMs, MINUTE } from "../../core/time.ts";
import type { RetentionCutoffs } from "../store.ts";

/** Removes what is past its time. All of it runs within a write, looks at up to `limit` rows, and says at how many. */
export interface Retention {
  sweep(cutoffs: RetentionCutoffs, limit: number): number;
}

export function createRetention(db: Database): Retention {
  const sql = prepareStatements(db);
  /** Events up to here were seen to have deliveries, or removed. They go with their last delivery. */
  let walkedTo = 0;

  function removeDeliveries(rows: readonly { id: number; event: number }[]): number {
    for (const { id } of rows) sql.removeDelivery.run(id);
    for (const event of new Set(rows.map(({ event }) => event))) sql.removeEventWithout.run(event, event);
    return rows.length;
  }

  /** Events that never had a delivery are found by walking over the old ones once. */
  function removeEventsWithout(before: EpochMs, limit: number): number {
    const end = sql.firstEventFrom.get(firstIdAt("evt", before))?.id ?? sql.lastEvent.get()?.id ?? 0;
    let walked = 0;
    for (const { id, created_at } of sql.eventsFrom.all(walkedTo, end, limit)) {
      if (created_at >= before) break;
      sql.removeEventWithout.run(id, id);
      walkedTo = id;
      walked++;
    }
    return walked;
  }

  return {
    sweep(cutoffs, limit) {
      const { deliveredBefore, failedBefore } = cutoffs;
      const steps = [
        (left: number) => removeDeliveries(sql.settled.all("delivered", deliveredBefore, left)),
        (left: number) => removeDeliveries(sql.settled.all("failed", failedBefore, left)),
        (left: number) => removeDeliveries(sql.settled.all("canceled", failedBefore, left)),
        (left: number) => removeEventsWithout(deliveredBefore, left),
        (left: number) => sql.removeKeys.run(cutoffs.idempotencyBefore, left).changes,
        (left: number) => sql.removeActivity.run(Math.floor(cutoffs.activityBefore / MINUTE), left).changes,
        (left: number) => sql.removeIntake.run(Math.floor(cutoffs.activityBefore / MINUTE), left).changes,
      ];
      let seen = 0;
      for (const step of steps) if (seen < limit) seen += step(limit - seen);
      return seen;
    },
  };
}

function prepareStatements(db: Database) {
  return {
    settled: db.prepare<{ id: number; event: number }, [string, EpochMs, number]>(`
      select id, event from deliveries
       where state = ? and settled_at is not null and settled_at < ? and lease is null order by settled_at limit ?`),
    removeDelivery: db.prepare("delete from deliveries where id = ?"),
    removeEventWithout: db.prepare(
      "delete from events where id = ? and not exists (select 1 from deliveries where event = ?)",
    ),
    firstEventFrom: db.prepare<{ id: number }, [string]>("select id from events where uid >= ? order by uid limit 1"),
    lastEvent: db.prepare<{ id: number | null }, []>("select max(id) as id from events"),
    eventsFrom: db.prepare<{ id: number; created_at: EpochMs }, [number, number, number]>(
      "select id, created_at from events where id > ? and id <= ? order by id limit ?",
    ),
    removeKeys: db.prepare(`
      delete from idempotency_keys
       where rowid in (select rowid from idempotency_keys where created_at < ? order by created_at limit ?)`),
    removeActivity: db.prepare(`
      delete from activity where (minute, webhook) in (select minute, webhook from activity where minute < ? limit ?)`),
    removeIntake: db.prepare(`
      delete from intake where (minute, account) in (select minute, account from intake where minute < ? limit ?)`),
  };
}
