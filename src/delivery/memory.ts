import { LARGE_BODY_BYTES } from "../core/body.ts";
import type { ClaimedDelivery } from "../core/delivery.ts";
import { createBudget } from "./budget.ts";
import { type Lane, memoryShare } from "./lane.ts";

/**
 * The deliveries that wait in memory, bounded by count and by bytes of their bodies, whatever the backlog. Lanes that are not
 * known to answer share a part of the places, so that the others always find room; a body that finds none is read later.
 */
export interface Memory {
  readonly count: number;
  /** How many more deliveries this lane may bring. */
  room(lane: Lane): number;
  /** Whether a body may be kept too; if not, and a large one always, it is read from the table when its turn comes. */
  fitsBody(bytes: number): boolean;
  take(lane: Lane, count: number, bodyBytes: number): void;
  /** Of a delivery that has its place: it goes without the body that came with it where there is no room for that. */
  keep(delivery: ClaimedDelivery): ClaimedDelivery;
  give(lane: Lane, count: number, bodyBytes: number): void;
  /** Moves what the lane holds to the share that it belongs to now. */
  regard(lane: Lane): void;
}

export function createMemory(limit: { readonly count: number; readonly bytes: number }): Memory {
  const places = createBudget({ count: limit.count, bytes: 0 });
  let bytesKept = 0;

  const fitsBody = (bytes: number) => bytes <= LARGE_BODY_BYTES && bytesKept + bytes <= limit.bytes;

  return {
    get count() {
      return places.count;
    },
    room: (lane) => Math.max(0, Math.min(places.room(lane.guarded), memoryShare(lane) - lane.places)),
    fitsBody,
    take(lane, count, bodyBytes) {
      lane.places += count;
      places.take(count, 0, lane.guarded);
      bytesKept += bodyBytes;
    },
    keep(delivery) {
      const bytes = keptBytes(delivery);
      if (bytes === 0) return delivery;
      if (!fitsBody(bytes)) return { ...delivery, body: null };
      bytesKept += bytes;
      return delivery;
    },
    give(lane, count, bodyBytes) {
      lane.places -= count;
      places.give(count, 0, lane.guarded);
      bytesKept -= bodyBytes;
    },
    regard(lane) {
      if (lane.guarded === !lane.answers) return;
      places.give(lane.places, 0, lane.guarded);
      lane.guarded = !lane.answers;
      places.take(lane.places, 0, lane.guarded);
    },
  };
}

/** Bytes of body that a waiting delivery keeps in memory. */
export function keptBytes(delivery: ClaimedDelivery): number {
  return delivery.body === null ? 0 : delivery.bodyBytes;
}
