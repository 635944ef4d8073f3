import type { EpochMs } from "../../core/time.ts";
import type { Walk } from "../store.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { RowRange } from "./row-range.ts";

export interface WalkedRow {
  readonly id: number;
  readonly created_at: EpochMs;
}
export interface WalkDeps<Row extends WalkedRow> {
  readonly commit: Pick<GroupCommit, "write">;
  /** The event types there are. */
  readonly types: readonly number[];
  readonly range: RowRange;
  /** The first rows of a type by their numbers, `from` to below `to`. */
  find(type: number, from: number, to: number, limit: number): readonly Row[];
  /** Changes the row, or leaves it and says `false`. */
  change(row: Row, at: EpochMs): boolean;
}

/** Goes over rows of a range once, type by type as they stand in the index, and on from where the write before ended. */
export function createWalk<Row extends WalkedRow>(deps: WalkDeps<Row>): Walk {
  const { commit, types, find, change } = deps;
  const [first, to, since, until] = deps.range;
  let place = { nth: 0, from: first };

  function step(at: EpochMs, limit: number) {
    let { nth, from } = place;
    let looked = 0;
    let changed = 0;
    for (let type = types[nth]; type !== undefined && looked < limit; type = types[nth]) {
      const rows = find(type, from, to, limit - looked);
      for (const row of rows) if (row.created_at >= since && row.created_at < until && change(row, at)) changed++;
      looked += rows.length;
      from = (rows.at(-1)?.id ?? from) + 1;
      if (looked < limit) {
        nth++;
        from = first;
      }
    }
    return { looked, changed, place: { nth, from } };
  }

  return async (at, limit) => {
    const { place: reached, ...done } = await commit.write(() => step(at, limit));
    place = reached;
    return done;
  };
}
