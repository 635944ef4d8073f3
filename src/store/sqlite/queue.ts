import type { QueueStore } from "../store.ts";
import { type ClaimDeps, createClaims } from "./claims.ts";
import { createDayHolds } from "./day-holds.ts";
import { createHolds } from "./holds.ts";
import { createSettlements, type SettlementDeps } from "./settlements.ts";
import type { StoredClock } from "./stored-clock.ts";

export interface QueueDeps extends ClaimDeps, SettlementDeps {
  readonly commit: SettlementDeps["commit"];
  readonly clock: StoredClock;
}

export function createQueue(deps: QueueDeps): QueueStore {
  const { db, commit, clock, passages } = deps;
  const leased = db.prepare<{ id: number }, [before: number]>(
    "select id from queue where lease is not null and lease_until < ?",
  );

  return {
    ...createClaims(deps),
    ...createSettlements(deps),
    ...createHolds(deps),
    ...createDayHolds(deps),
    release: (deliveries) =>
      commit.write(() => {
        for (const { row, lease } of deliveries) passages.release(row, lease.token);
      }),
    keepPaceWith: commit.keepPaceWith,
    moveDue(by) {
      clock.set(by);
      // A write of nothing takes the clock along. Should it fail, the next one does.
      commit.write(() => {}).catch(() => {});
    },
    freeLeases(expiredBefore) {
      const before = expiredBefore === null ? Number.MAX_SAFE_INTEGER : expiredBefore - clock.ahead;
      return commit.write(() => {
        const found = leased.all(before);
        for (const { id } of found) passages.release(id, null);
        return found.length;
      });
    },
  };
}
