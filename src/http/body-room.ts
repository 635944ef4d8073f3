import { type Clock, type Millis, SECOND } from "../core/time.ts";

/**
 * Room for the large request bodies that are in hand at once, and for what is made of them. A body that has to wait stays with its
 * sender: the server reads no further while nobody asks for the rest.
 */
export interface BodyRoom {
  /** For one request. */
  share(): BodyShare;
}
export interface BodyShare {
  /** Resolves, in the order of asking, when so many bytes may be in hand; `undefined` when they may be now. Asked for once. */
  take(bytes: number): Promise<void> | undefined;
  /** The request was answered. */
  give(): void;
}

/** Not counted: so much of each request the server reads in any case. */
export const SMALL_BODY_BYTES = 64 * 1024;
/** After this a body makes way, whole or not: a sender that is slow, or does nothing, holds up nobody for longer. */
const MAKES_WAY_AFTER: Millis = 5 * SECOND;

/** @param most bytes; a body that is larger is alone */
export function createBodyRoom(most: number, clock: Pick<Clock, "after">): BodyRoom {
  const waiting: { readonly bytes: number; readonly admit: () => void }[] = [];
  let taken = 0;

  function fits(bytes: number): boolean {
    return taken === 0 || taken + bytes <= most;
  }

  function give(bytes: number): void {
    taken -= bytes;
    for (let next = waiting[0]; next && fits(next.bytes); next = waiting[0]) {
      waiting.shift();
      next.admit();
    }
  }

  function share(): BodyShare {
    let own = 0;
    let cancelTimer: (() => void) | undefined;
    let over = false;

    function makeWay(): void {
      cancelTimer?.();
      if (own > 0) give(own);
      own = 0;
    }

    function admit(bytes: number): void {
      taken += bytes;
      own = bytes;
      if (over) makeWay();
      else cancelTimer = clock.after(MAKES_WAY_AFTER, makeWay);
    }

    return {
      take(bytes) {
        if (bytes <= SMALL_BODY_BYTES) return undefined;
        if (waiting.length === 0 && fits(bytes)) {
          admit(bytes);
          return undefined;
        }
        return new Promise((resolve) => {
          waiting.push({
            bytes,
            admit() {
              admit(bytes);
              resolve();
            },
          });
        });
      },
      give() {
        over = true;
        makeWay();
      },
    };
  }

  return { share };
}
