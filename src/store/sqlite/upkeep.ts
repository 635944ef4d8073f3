import type { Database } from "bun:sqlite";
import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { EpochMs } from "../../core/time.ts";
import type { UpkeepStore } from "../upkeep.ts";
import { createAddActivity } from "./activity-rows.ts";
import { createCoarsen } from "./coarsening.ts";
import type { Counts } from "./counts.ts";
import type { GroupCommit } from "./group-commit.ts";
import { createLeftovers } from "./leftovers.ts";
import type { Passages } from "./passages.ts";
import { createProbe } from "./probe.ts";
import { HELD } from "./queue-rows.ts";
import { createRetention } from "./retention.ts";
import type { Room } from "./room.ts";
import type { SettledRemoval } from "./settled-removal.ts";
import type { WebhookRemoval } from "./webhook-removal.ts";

export interface UpkeepDeps {
  readonly db: Database;
  readonly file: string;
  readonly commit: GroupCommit;
  readonly counts: Counts;
  readonly passages: Passages;
  readonly removal: WebhookRemoval;
  readonly settled: SettledRemoval;
  readonly room: Room;
}

export function createUpkeep(deps: UpkeepDeps): UpkeepStore {
  const { db, file, commit, counts, passages, removal, settled, room } = deps;
  const retention = createRetention(db, commit, settled);
  const leftovers = createLeftovers(db, removal, settled);
  const coarsen = createCoarsen(db, commit, createAddActivity(db));
  const heldLong = db.prepare<{ id: number; webhook: number; test: number }, [EpochMs, number]>(
    `select id, webhook, test from queue where ${HELD} and stopped_at < ? order by stopped_at limit ?`,
  );

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
    coarsenActivity: (now, limit) => commit.write(() => coarsen(now, limit)),
    sweepLeftovers: (at, limit) => commit.write(() => leftovers.sweep(at, limit)),
    makeRoom: room.make,
    probe: createProbe(deps),
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
    pages: room.pages,
    disk: () =>
      statfs(dirname(file)).then(
        ({ bsize, blocks, bavail }) => ({ bytes: blocks * bsize, freeBytes: bavail * bsize }),
        () => undefined,
      ),
  };
}
