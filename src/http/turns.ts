import { type Allotment, createAllotment } from "./allotment.ts";

/** An allotment for each of many, so that who asks for much waits behind nobody but itself. */
export interface Turns {
  /**
   * Resolves when so many bytes of this owner may be worked on.
   *
   * @returns how to end that; more than once does nothing
   */
  enter(owner: string, bytes: number): Promise<() => void>;
}

/** @param most bytes of an owner; a piece of work that is larger is alone */
export function createTurns(most: number): Turns {
  const owners = new Map<string, { readonly allotment: Allotment; users: number }>();

  return {
    enter(owner, bytes) {
      const own = owners.get(owner) ?? { allotment: createAllotment(most), users: 0 };
      owners.set(owner, own);
      own.users++;
      return new Promise((resolve) => {
        const leave = own.allotment.enter(bytes, () => resolve(end));
        let over = false;
        function end(): void {
          if (over) return;
          over = true;
          leave();
          own.users--;
          if (own.users === 0) owners.delete(owner);
        }
      });
    },
  };
}
