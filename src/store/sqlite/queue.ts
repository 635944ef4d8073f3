import type { QueueStore } from "../queue.ts";
import { type ClaimDeps, createClaims } from "./claims.ts";
import { createDayHolds } from "./day-holds.ts";
import { createHolds } from "./holds.ts";
import { createSettlements, type SettlementDeps } from "./settlements.ts";
import type { StoredClock } from "./stored-clock.ts";

export interface QueueDeps extends ClaimDeps, SettlementDeps {
  readonly commit: SettlementDeps["commit"];
  readonly clock: StoredClock;
}

/** Later than any time. */
const WHENEVER = Number.MAX_SAFE_INTEGER;

export function createQueue(deps: QueueDeps): QueueStore {
  const { db, commit, clock, passages } = deps;
  const leased = db.prepare<{ id: number }, [before: number, token: number | null]>(
    "select id from queue where lease is not null and lease_until < ? and lease = coalesce(?, lease)",
  );

  /** @param token of one lease, or `null` of any */
  function free(endedBefore: number, token: number | null): Promise<number> {
    return commit.write(() => {
      const found = leased.all(endedBefore, token);
      for (const { id } of found) passages.release(id, token);
      return found.length;
    });
  }

  return {
    ...createClaims(deps),
    ...createSettlements(deps),
    ...createHolds(deps),
    ...createDayHolds(deps),
    release: (claims) =>
      commit.write(() => {
        for (const { row, lease } of claims) passages.release(row, lease.token);
      }),
    releaseAll: ({ token }) => free(WHENEVER, token),
    keepPaceWith: commit.keepPaceWith,
    moveDue(by) {
      clock.set(by);
      // A write of nothing takes the clock along. Should it fail, the next one does.
      commit.write(() => {}).catch(() => {});
    },
    freeLeases: (expiredBefore) => free(expiredBefore === null ? WHENEVER : expiredBefore - clock.ahead, null),
  };
}
