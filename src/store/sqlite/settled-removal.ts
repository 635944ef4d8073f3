import type { Database } from "bun:sqlite";
import type { EpochMs } from "../../core/time.ts";

export interface SettledRow {
  readonly id: number;
  readonly event: number;
  readonly attempts: number;
}

/** Of the event `e`: neither table has a delivery of it left. */
export const NO_DELIVERY = `
  not exists (select 1 from queue q where q.id > e.id and q.id <= e.last_delivery and q.event = e.id)
  and not exists (select 1 from settled s where s.id > e.id and s.id <= e.last_delivery and s.event = e.id)`;

/** Removes what is settled, and events with the last of their deliveries. Within a write. */
export interface SettledRemoval {
  remove(rows: readonly SettledRow[]): void;
  /** Up to `limit` events that no webhook listened to, oldest first; how many. */
  removeEventsWithoutDeliveries(before: EpochMs, limit: number): number;
}

export function createSettledRemoval(db: Database): SettledRemoval {
  const removeSettled = db.prepare("delete from settled where id = ?");
  const removeAttempts = db.prepare("delete from attempts where delivery = ?");
  const removeUnheard = db.prepare(`
    delete from events
     where id in (select id from events where last_delivery is null and created_at < ? order by created_at limit ?)`);
  const removeEvent = db.prepare(`delete from events as e where e.id = ? and ${NO_DELIVERY}`);

  return {
    remove(rows) {
      for (const { id, attempts } of rows) {
        removeSettled.run(id);
        // Those that settled nothing: all but the last, or all.
        if (attempts > 0) removeAttempts.run(id);
      }
      for (const event of new Set(rows.map(({ event }) => event))) removeEvent.run(event);
    },
    removeEventsWithoutDeliveries: (before, limit) => removeUnheard.run(before, limit).changes,
  };
}
