import type { Database } from "bun:sqlite";
import { timeOf } from "../../core/ids.ts";
import type { EpochMs, Millis } from "../../core/time.ts";
import type { GroupCommit } from "./group-commit.ts";

/** How far the times of ids have run ahead of the clock: a little within large batches, and more where it was set back. */
export interface IdLead {
  readonly ms: Millis;
  /** Within a write. */
  note(serial: number, createdAt: EpochMs): void;
}

export function createIdLead(db: Database, commit: Pick<GroupCommit, "afterCommit">): IdLead {
  const widen = db.prepare("update id_lead set ms = max(ms, ?)");
  let stored = db.query<{ ms: Millis }, []>("select ms from id_lead").get()?.ms ?? 0;

  return {
    get ms() {
      return stored;
    },
    note(serial, createdAt) {
      const ms = timeOf(serial) - createdAt;
      if (ms <= stored) return;
      widen.run(ms);
      commit.afterCommit(() => {
        stored = Math.max(stored, ms);
      });
    },
  };
}
