import { type Clock, type Millis, SECOND } from "../core/time.ts";
import { createAllotment } from "./allotment.ts";
import { createTurns } from "./turns.ts";

/**
 * Room for the large request bodies that are in hand at once, and for what is made of them. A body that has to wait stays with its
 * sender: the server reads no further while nobody asks for the rest. Of one sender's bodies few are worked on at a time, and those of
 * others come in between.
 */
export interface BodyRoom {
  /** For one request. */
  share(owner: string): BodyShare;
}
export interface BodyShare {
  /**
   * Resolves, in the order of asking, when so many bytes may be in hand; with `false` when that was not so for
   * `WAITS_AT_MOST`, or the sender is gone. Asked for once.
   */
  take(bytes: number, gone: AbortSignal): Promise<boolean>;
  /** Resolves when a body that is whole may be worked on, until the request is answered. Asked for once. */
  turn(bytes: number): Promise<void>;
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

/** Bytes of one sender that are worked on at once: a batch of a thousand small events, or many smaller ones. */
const AT_WORK_OF_ONE = 1024 * 1024;

export function createBodyRoom({ prompt, slow }: RoomSizes, clock: Pick<Clock, "after">): BodyRoom {
  const promptOnes = createAllotment(prompt);
  const slowOnes = createAllotment(slow);
  const turns = createTurns(AT_WORK_OF_ONE);

  function share(owner: string): BodyShare {
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
      async turn(bytes) {
        if (bytes > SMALL_BODY_BYTES) undo.push(await turns.enter(owner, bytes));
      },
      give,
    };
  }

  return { share };
}
