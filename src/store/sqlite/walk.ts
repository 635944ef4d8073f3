import type { EpochMs } from "../../core/time.ts";
import type { Walk } from "../walk.ts";
import type { RowRange } from "./row-range.ts";

export interface WalkedRow {
  readonly id: number;
  readonly created_at: EpochMs;
}
/** What came of some rows: how many there were, and of how many it was true; `last` is the number of the last. */
export interface Looked {
  readonly looked: number;
  readonly changed: number;
  readonly last: number | undefined;
}
/** A part of a walk: the rows of a type, `from` to below `to`. */
export interface Leg {
  readonly from: number;
  readonly to: number;
  /** Looks at the first of its rows from a number on. */
  look(from: number, limit: number, at: EpochMs): Looked;
}

/**
 * Goes over rows once, leg by leg as they stand in the index, and on from where the step before ended.
 *
 * @param run takes a step, such as within a write
 */
export function createWalk(legs: readonly Leg[], run: (step: () => Step) => Promise<Step>): Walk {
  let place: Place = { nth: 0, from: legs[0]?.from ?? 0 };

  function step(at: EpochMs, limit: number): Step {
    let { nth, from } = place;
    let looked = 0;
    let changed = 0;
    for (let leg = legs[nth]; leg !== undefined && looked < limit; leg = legs[nth]) {
      const found = leg.look(from, limit - looked, at);
      looked += found.looked;
      changed += found.changed;
      from = (found.last ?? from) + 1;
      if (looked < limit) from = legs[++nth]?.from ?? 0;
    }
    return { looked, changed, place: { nth, from } };
  }

  return async (at, limit) => {
    const { place: reached, ...done } = await run(() => step(at, limit));
    place = reached;
    return done;
  };
}

interface Place {
  readonly nth: number;
  readonly from: number;
}
interface Step {
  readonly looked: number;
  readonly changed: number;
  readonly place: Place;
}

/** Looks at rows one by one: those of the range's time are `touched`, or left, which it says with `false`. */
export function lookAt<Row extends WalkedRow>(
  rows: readonly Row[],
  [, , since, until]: RowRange,
  touch: (row: Row) => boolean,
): Looked {
  let changed = 0;
  for (const row of rows) if (row.created_at >= since && row.created_at < until && touch(row)) changed++;
  return { looked: rows.length, changed, last: rows.at(-1)?.id };
}
