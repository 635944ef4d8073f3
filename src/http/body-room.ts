import { type Clock, type Millis, SECOND } from "../core/time.ts";
import { createAllotment } from "./allotment.ts";

/**
 * Room for the large request bodies that are in hand at once, and for what is made of them. A body that has to wait stays with its
 * sender: the server reads no further while nobody asks for the rest.
 */
export interface BodyRoom {
  /** For one request. */
  share(): BodyShare;
}
export interface BodyShare {
  /**
   * Resolves, in the order of asking, when so many bytes may be in hand; with `false` when that was not so for
   * `WAITS_AT_MOST`, or the sender is gone. Asked for once.
   */
  take(bytes: number, gone: AbortSignal): Promise<boolean>;
  /** The request was answered. */
  give(): void;
}
/** Bytes of all bodies together; a body that is larger is alone. */
export interface RoomSizes {
  /** Of those that came lately. */
  readonly prompt: number;
  /** Of those that made way for them. */
  readonly slow: number;
}

/** Not counted: so much of each request the server reads in any case. */
export const SMALL_BODY_BYTES = 64 * 1024;
/** After this a body makes way, whole or not, as soon as there is room among the slow ones: a few of these hold up nobody for longer. */
const MAKES_WAY_AFTER: Millis = 5 * SECOND;
/** Less than a connection may be idle. */
export const WAITS_AT_MOST: Millis = 30 * SECOND;

export function createBodyRoom({ prompt, slow }: RoomSizes, clock: Pick<Clock, "after">): BodyRoom {
  const promptOnes = createAllotment(prompt);
  const slowOnes = createAllotment(slow);

  function share(): BodyShare {
    /** Each of these may be done more than once. */
    const undo: (() => void)[] = [];
    const give = (): void => {
      for (const each of undo) each();
    };

    function makeWayLater(bytes: number, leavePrompt: () => void): void {
      const makeWay = () => undo.push(slowOnes.enter(bytes, leavePrompt));
      undo.push(clock.after(MAKES_WAY_AFTER, makeWay));
    }

    function enter(bytes: number, gone: AbortSignal, answer: (admitted: boolean) => void): void {
      const giveUp = (): void => {
        give();
        answer(false);
      };
      const cancelTimer = clock.after(WAITS_AT_MOST, giveUp);
      gone.addEventListener("abort", giveUp);
      const stopWaiting = (): void => {
        cancelTimer();
        gone.removeEventListener("abort", giveUp);
      };
      const leave = promptOnes.enter(bytes, () => {
        stopWaiting();
        makeWayLater(bytes, () => leave());
        answer(true);
      });
      undo.push(stopWaiting, leave);
    }

    return {
      async take(bytes, gone) {
        if (bytes <= SMALL_BODY_BYTES) return true;
        return new Promise((resolve) => enter(bytes, gone, resolve));
      },
      give,
    };
  }

  return { share };
}
