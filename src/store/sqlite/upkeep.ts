import type { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { EpochMs } from "../../core/time.ts";
import type { UpkeepStore } from "../store.ts";
import type { Counts } from "./counts.ts";
import type { GroupCommit } from "./group-commit.ts";
import { createLeftovers } from "./leftovers.ts";
import { createRetention } from "./retention.ts";
import type { WebhookRemoval } from "./webhook-removal.ts";

export interface UpkeepDeps {
  readonly db: Database;
  readonly file: string;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly removal: WebhookRemoval;
}

/** What a probe writes at least while the storage is in trouble: not the few bytes that still fit. */
const PROBE_BYTES = 64 * 1024;

export function createUpkeep({ db, file, commit, counts, removal }: UpkeepDeps): UpkeepStore {
  const retention = createRetention(db);
  const leftovers = createLeftovers(db, removal);
  const expire = db.prepare<{ webhook: number; test: number }, [EpochMs, EpochMs, number]>(`
    update deliveries set state = 'failed', failure_reason = 'expired', held_reason = null, due_at = null, settled_at = ?
     where id in (select id from deliveries where state = 'held' and settled_at is not null and settled_at < ? limit ?)
    returning webhook, test`);
  const probe = {
    write: db.prepare("insert into probe (bytes) values (zeroblob(?))"),
    clear: db.prepare("delete from probe"),
  };

  return {
    expireHeld: (heldBefore, at, limit) =>
      commit.write(() => {
        const rows = expire.all(at, heldBefore, limit);
        for (const { webhook, test } of rows) counts.moved(webhook, "held", "failed", test);
        return rows.length;
      }),
    sweep: (cutoffs, limit) => commit.write(() => retention.sweep(cutoffs, limit)),
    sweepLeftovers: (at, limit) => commit.write(() => leftovers.sweep(at, limit)),
    async probe() {
      // What is written into a file that was deleted is gone with the process.
      if (!existsSync(file)) return false;
      const { lacking } = commit;
      const size = lacking === undefined ? 1 : Math.max(PROBE_BYTES, lacking);
      try {
        await commit.write(() => void probe.write.run(size));
        await commit.write(() => void probe.clear.run());
        commit.recovered();
        return true;
      } catch {
        return false;
      }
    },
    async bytes() {
      const sizes = await Promise.all(
        [file, `${file}-wal`].map((name) =>
          stat(name).then(
            ({ size }) => size,
            () => 0,
          ),
        ),
      );
      return sizes.reduce((sum, size) => sum + size, 0);
    },
  };
}
