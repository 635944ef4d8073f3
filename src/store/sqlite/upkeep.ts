import type { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { EpochMs } from "../../core/time.ts";
import type { UpkeepStore } from "../store.ts";
import type { Counts } from "./counts.ts";
import type { GroupCommit } from "./group-commit.ts";
import { createLeftovers } from "./leftovers.ts";
import type { Passages } from "./passages.ts";
import { HELD } from "./queue-rows.ts";
import { createRetention } from "./retention.ts";
import { createRoom } from "./room.ts";
import { createSettledRemoval } from "./settled-removal.ts";
import type { WebhookRemoval } from "./webhook-removal.ts";

export interface UpkeepDeps {
  readonly db: Database;
  readonly file: string;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly passages: Passages;
  readonly removal: WebhookRemoval;
  /** As of `storage.maxBytes`. */
  readonly maxBytes: number | undefined;
}

/** What a probe writes at least while the storage is in trouble: not the few bytes that still fit. */
const PROBE_BYTES = 64 * 1024;

export function createUpkeep({ db, file, commit, counts, passages, removal, maxBytes }: UpkeepDeps): UpkeepStore {
  const settled = createSettledRemoval(db);
  const retention = createRetention(db, settled);
  const leftovers = createLeftovers(db, removal, settled);
  const room = createRoom(db, commit, settled, maxBytes);
  const heldLong = db.prepare<{ id: number; webhook: number; test: number }, [EpochMs, number]>(
    `select id, webhook, test from queue where ${HELD} and stopped_at < ? order by stopped_at limit ?`,
  );
  const probe = {
    write: db.prepare("insert into probe (bytes) values (zeroblob(?))"),
    clear: db.prepare("delete from probe"),
  };

  return {
    expireHeld: (heldBefore, at, limit) =>
      commit.write(() => {
        const rows = heldLong.all(heldBefore, limit);
        for (const { id, webhook, test } of rows) {
          passages.end(id, { state: "failed", failureReason: "expired", at });
          counts.moved(webhook, "held", "failed", test);
        }
        return rows.length;
      }),
    sweep: (cutoffs, limit) => commit.write(() => retention.sweep(cutoffs, limit)),
    sweepLeftovers: (at, limit) => commit.write(() => leftovers.sweep(at, limit)),
    makeRoom: room.make,
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
