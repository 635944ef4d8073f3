/** So many bytes, given out in the order of asking. */
export interface Allotment {
  /** Calls `admit` when there are so many bytes to be had: now, or when others have left. */
  enter(bytes: number, admit: (place: Place) => void): Place;
}
/** In an allotment, or in the line before it. */
export interface Place {
  /** Gives the bytes back, or leaves the line. More than once does nothing. */
  leave(): void;
  /** Needs no more than so many bytes. */
  shrink(bytes: number): void;
  /** Once somebody is in the line, now or later, `asked` is called: it is to leave. With `undefined` it stays. */
  leaveWhenAsked(asked: (() => void) | undefined): void;
}

interface Entry {
  bytes: number;
  readonly admit: () => void;
  asked: (() => void) | undefined;
  isAsked: boolean;
}

/**
 * @param most bytes; who asks for more has them alone
 * @param onEmpty nobody is in it any more
 */
export function createAllotment(most: number, onEmpty?: () => void): Allotment {
  const line: Entry[] = [];
  const inside = new Set<Entry>();
  let taken = 0;

  function settle(): void {
    for (let next = line[0]; next && (taken === 0 || taken + next.bytes <= most); next = line[0]) {
      line.shift();
      inside.add(next);
      taken += next.bytes;
      next.admit();
    }
    if (line.length > 0) askOldest();
    else if (inside.size === 0) onEmpty?.();
  }

  /** One at a time: when it has left, that may do. */
  function askOldest(): void {
    for (const entry of inside) {
      if (entry.isAsked) return;
      if (!entry.asked) continue;
      entry.isAsked = true;
      entry.asked();
      return;
    }
  }

  function leave(entry: Entry): void {
    const at = line.indexOf(entry);
    if (at >= 0) line.splice(at, 1);
    else if (inside.delete(entry)) taken -= entry.bytes;
    else return;
    settle();
  }

  function shrink(entry: Entry, bytes: number): void {
    if (inside.has(entry)) taken -= entry.bytes - bytes;
    entry.bytes = bytes;
    settle();
  }

  return {
    enter(bytes, admit) {
      const entry: Entry = { bytes, admit: () => admit(place), asked: undefined, isAsked: false };
      const place: Place = {
        leave: () => leave(entry),
        shrink: (fewer) => shrink(entry, fewer),
        leaveWhenAsked(asked) {
          entry.asked = asked;
          entry.isAsked = false;
          settle();
        },
      };
      line.push(entry);
      settle();
      return place;
    },
  };
}

/** One for each owner, so that who asks for much waits behind nobody but itself. @param most bytes of each */
export function createAllotments(most: number): (owner: string) => Allotment {
  const owners = new Map<string, Allotment>();

  return (owner) => {
    const own: Allotment =
      owners.get(owner) ?? createAllotment(most, () => owners.get(owner) === own && owners.delete(owner));
    owners.set(owner, own);
    return own;
  };
}
