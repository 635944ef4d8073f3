import type { Database } from "bun:sqlite";
import { timeOf } from "../../core/ids.ts";
import { StorageFull } from "../faults.ts";
import type { StoragePages } from "../upkeep.ts";
import type { GroupCommit } from "./group-commit.ts";
import { END_OF_TIME } from "./row-range.ts";
import type { SettledRemoval, SettledRow } from "./settled-removal.ts";

/** Keeps the database within `storage.maxBytes`, and in it room for what becomes of the deliveries that are there. */
export interface Room {
  /** Whether so many bytes more can be taken in. */
  fits(bytes: number): boolean;
  /** @throws StorageFull when they cannot */
  require(bytes: number): void;
  /**
   * When little room is left: removes the oldest of what was delivered, and of events without deliveries, looking at up to
   * `limit` of both; at how many. Call until it is less: then there is room, or nothing is left that may go.
   */
  make(limit: number): Promise<number>;
  pages(): StoragePages;
}

/** Shares of the pages: room is made from the first on, down to the second, and up to the third something is taken in. */
const LITTLE_LEFT = 0.8;
const ENOUGH = 0.7;
const TAKEN_IN = 0.95;
/** After a walk that found too little to remove, so many calls do nothing, or fewer when the used share grew by so much. */
const REST_AFTER_WALK = 60;
const GROWN = 0.005;

/** @param maxBytes of the database file; `undefined` when nothing but the disk bounds it */
export function createRoom(
  db: Database,
  commit: Pick<GroupCommit, "write" | "afterCommit">,
  removal: SettledRemoval,
  maxBytes: number | undefined,
): Room {
  const sql = prepareStatements(db);
  const pageSize = sql.pageSize.get()?.page_size ?? Number.NaN;
  const mostPages = maxBytes === undefined ? Number.POSITIVE_INFINITY : Math.floor(maxBytes / pageSize);
  if (maxBytes !== undefined) db.run(`pragma max_page_count = ${mostPages}`);
  /** Up to here settled rows were looked at. */
  let settledTo = 0;
  let making = false;
  let rest = 0;
  let shareAfterWalk = 0;

  function pages(): StoragePages {
    const count = sql.pageCount.get()?.page_count ?? 0;
    return { size: pageSize, count, free: sql.freelistCount.get()?.freelist_count ?? 0, maxBytes };
  }

  function usedShare(): number {
    const { count, free } = pages();
    return (count - free) / mostPages;
  }

  function removeOldest(limit: number): number {
    const rows = sql.settled.all(settledTo, limit);
    removal.remove(rows.filter(({ state }) => state === "delivered"));
    const last = rows.at(-1)?.id ?? settledTo;
    commit.afterCommit(() => {
      settledTo = last;
    });
    const before = rows.length < limit ? END_OF_TIME : timeOf(last);
    return rows.length + removal.removeEventsWithoutDeliveries(before, limit);
  }

  /** Whether rows are to go now. Each walk begins anew: what was delivered late is behind where the last one ended. */
  function isWanted(): boolean {
    const share = usedShare();
    if (making) making = share > ENOUGH;
    else if (rest > 0 && share < shareAfterWalk + GROWN) rest--;
    else if (share > LITTLE_LEFT) {
      making = true;
      settledTo = 0;
    }
    return making;
  }

  function fits(bytes: number): boolean {
    return mostPages === Number.POSITIVE_INFINITY || usedShare() + bytes / pageSize / mostPages <= TAKEN_IN;
  }

  return {
    pages,
    fits,
    require(bytes) {
      if (!fits(bytes)) throw new StorageFull("The storage has no room but for what becomes of the deliveries in it.");
    },
    async make(limit) {
      if (mostPages === Number.POSITIVE_INFINITY || !isWanted()) return 0;
      const looked = await commit.write(() => removeOldest(limit));
      if (looked >= limit) return looked;
      making = false;
      rest = REST_AFTER_WALK;
      shareAfterWalk = usedShare();
      return looked;
    },
  };
}

function prepareStatements(db: Database) {
  return {
    pageSize: db.prepare<{ page_size: number }, []>("pragma page_size"),
    pageCount: db.prepare<{ page_count: number }, []>("pragma page_count"),
    freelistCount: db.prepare<{ freelist_count: number }, []>("pragma freelist_count"),
    settled: db.prepare<SettledRow & { state: string }, [number, number]>(
      "select id, event, attempts, state from settled where id > ? order by id limit ?",
    ),
  };
}
