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

/** @param most bytes; a body that is larger is alone */
export function createBodyRoom(most: number): BodyRoom {
  const waiting: { readonly bytes: number; readonly admit: () => void }[] = [];
  let taken = 0;

  function fits(bytes: number): boolean {
    return taken === 0 || taken + bytes <= most;
  }

  function give(bytes: number): void {
    taken -= bytes;
    for (let next = waiting[0]; next && fits(next.bytes); next = waiting[0]) {
      waiting.shift();
      taken += next.bytes;
      next.admit();
    }
  }

  return {
    share() {
      let own = 0;
      return {
        take(bytes) {
          if (bytes <= SMALL_BODY_BYTES) return undefined;
          own = bytes;
          if (waiting.length > 0 || !fits(bytes)) return new Promise((admit) => waiting.push({ bytes, admit }));
          taken += bytes;
          return undefined;
        },
        give() {
          if (own > 0) give(own);
          own = 0;
        },
      };
    },
  };
}
