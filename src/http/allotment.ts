/** So many bytes, given out in the order of asking. */
export interface Allotment {
  /**
   * Calls `admit` when there are so many bytes to be had: now, or when others have left.
   *
   * @returns how to leave: with the bytes given back, or out of the line. More than once does nothing.
   */
  enter(bytes: number, admit: () => void): () => void;
}

/** @param most bytes; who asks for more has them alone */
export function createAllotment(most: number): Allotment {
  const line: { readonly bytes: number; readonly admit: () => void }[] = [];
  let taken = 0;

  function admitNext(): void {
    for (let next = line[0]; next && (taken === 0 || taken + next.bytes <= most); next = line[0]) {
      line.shift();
      taken += next.bytes;
      next.admit();
    }
  }

  return {
    enter(bytes, admit) {
      const own = { bytes, admit };
      let left = false;
      line.push(own);
      admitNext();
      return () => {
        if (left) return;
        left = true;
        const place = line.indexOf(own);
        if (place >= 0) line.splice(place, 1);
        else taken -= bytes;
        admitNext();
      };
    },
  };
}
