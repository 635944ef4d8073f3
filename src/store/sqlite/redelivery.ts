import type { Database } from "bun:sqlite";
import type { Delivery } from "../../core/delivery.ts";
import type { DeliveryStore } from "../deliveries.ts";
import type { Cancellation } from "./cancellation.ts";
import type { Counts } from "./counts.ts";
import type { DeliveryRow } from "./delivery-row.ts";
import type { GroupCommit } from "./group-commit.ts";
import { hasLastAttempt } from "./last-attempt.ts";
import type { Passages } from "./passages.ts";
import type { StoredClock } from "./stored-clock.ts";
import { createWalk, lookAt } from "./walk.ts";
import type { WalkedDeliveries } from "./walked-deliveries.ts";

export interface RedeliveryDeps {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly clock: Pick<StoredClock, "ahead">;
  readonly passages: Passages;
  readonly cancellation: Cancellation;
  readonly walked: WalkedDeliveries;
  find(webhook: number, id: string): DeliveryRow | undefined;
  deliveryOf(row: DeliveryRow): Delivery;
}

/** Sends deliveries again, or never. */
export function createRedelivery(deps: RedeliveryDeps): Pick<DeliveryStore, "redeliver" | "recover" | "discard"> {
  const { commit, counts, clock, passages, cancellation, walked, find } = deps;
  const sql = prepareStatements(deps.db);

  return {
    redeliver(webhook, id, now) {
      const dueAt = now - clock.ahead;
      return commit.write(() => {
        const before = find(webhook, id);
        if (!before) return undefined;
        if (sql.redeliver.run(dueAt, before.id).changes === 0) passages.requeue(before.id, dueAt);
        counts.moved(webhook, before.state, "pending", before.test);
        const after = find(webhook, id);
        return after && deps.deliveryOf(after);
      });
    },
    async recover(webhook, filter) {
      const { range, types } = walked.inSight(filter);
      const [from, to] = range;
      const legs = types.map((type) => ({
        from,
        to,
        look: (at: number, limit: number, dueAt: number) =>
          lookAt(walked.failed(webhook, type, at, to, limit), range, (row) => {
            if (row.test || !hasLastAttempt(filter, row)) return false;
            passages.requeue(row.id, dueAt);
            counts.moved(webhook, "failed", "pending", row.test);
            return true;
          }),
      }));
      const walk = createWalk(legs, commit.write);
      return (now, limit) => walk(now - clock.ahead, limit);
    },
    async discard(webhook, filter) {
      const { range, types } = walked.inSight(filter);
      const [from, to] = range;
      const legs = types.map((type) => ({
        from,
        to,
        look: (at: number, limit: number, now: number) =>
          lookAt(walked.waiting(webhook, type, at, to, limit), range, (row) => {
            cancellation.cancel(webhook, row, now);
            return true;
          }),
      }));
      return createWalk(legs, commit.write);
    },
  };
}

function prepareStatements(db: Database) {
  return {
    redeliver: db.prepare(`
      update queue set state = 'pending', trigger = 'redelivery', held_reason = null, stopped_at = null,
             schedule_base = attempts, due_at = ?, again = (lease is not null)
       where id = ?`),
  };
}
