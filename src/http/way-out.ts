import type { Place } from "./allotment.ts";

/** How a large body that was let in makes way for others. */
export interface WayOut {
  /** From now on it goes to the slow ones when others wait. */
  open(): void;
  /** Its time to be whole is over. */
  beLate(): void;
  /** It came whole, so that it is never too late. */
  beWhole(): void;
}

interface Held {
  readonly inHand: Place;
  readonly inPrompt: Place;
  enterSlow(admit: () => void): Place;
  onLate(): void;
}

/** When others wait it goes to the slow ones; when it is late, and cannot or is in somebody's way there, it is told so. */
export function createWayOut({ inHand, inPrompt, enterSlow, onLate }: Held): WayOut {
  let inSlow: Place | undefined;
  let isHeldUp = false;
  let isWhole = false;
  let isLate = false;

  function leaveWhenLate(): void {
    const end = isLate && !isWhole ? onLate : undefined;
    inHand.leaveWhenAsked(end);
    inSlow?.leaveWhenAsked(end);
    if (isHeldUp) end?.();
  }
  function goToSlowOnes(): void {
    isHeldUp = true;
    inSlow = enterSlow(() => {
      isHeldUp = false;
      inPrompt.leave();
    });
    leaveWhenLate();
  }

  return {
    open: () => inPrompt.leaveWhenAsked(goToSlowOnes),
    beLate() {
      isLate = true;
      leaveWhenLate();
    },
    beWhole() {
      isWhole = true;
      leaveWhenLate();
    },
  };
}
