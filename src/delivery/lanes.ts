import { createLane, isIdle, type Lane } from "./lane.ts";

/** The lanes of all webhooks that have, or lately had, something to do. */
export interface Lanes {
  readonly size: number;
  laneOf(webhook: number): Lane;
  /** Forgets those with nothing to do. */
  tidy(): void;
}

export function createLanes(widestWindow: number): Lanes {
  const lanes = new Map<number, Lane>();
  return {
    get size() {
      return lanes.size;
    },
    laneOf(webhook) {
      const known = lanes.get(webhook);
      if (known) return known;
      const lane = createLane(webhook, widestWindow);
      lanes.set(webhook, lane);
      return lane;
    },
    tidy() {
      for (const [webhook, lane] of lanes) if (isIdle(lane)) lanes.delete(webhook);
    },
  };
}
