import { type Clock, type Millis, SECOND } from "../core/time.ts";
import { type Allotment, createAllotment, createAllotments, type Place } from "./allotment.ts";
import { createWayOut, type WayOut } from "./way-out.ts";

/**
 * Room for the large request bodies that are in hand at once, and for what is made of them. A body that has to wait stays with its
 * sender: the server reads no further while nobody asks for the rest. One owner has half of the room at most, few bodies of one are
 * worked on at a time, and those of others come in between.
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
  take(bytes: number, sender: Sender): Promise<boolean>;
  /** The body is whole, and has so many bytes. Resolves when it may be worked on, until the request is answered. */
  turn(bytes: number): Promise<void>;
  /** The request was answered. */
  give(): void;
}
export interface Sender {
  readonly gone: AbortSignal;
  /** The body was let in, was not whole within `WHOLE_WITHIN`, and others wait for what it takes. */
  onLate(): void;
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
/** From its being let in. Less than others wait, so that who sends slowly on purpose does not turn them away. */
export const WHOLE_WITHIN: Millis = 20 * SECOND;
/** Less than a connection may be idle. */
export const WAITS_AT_MOST: Millis = 30 * SECOND;

/** Bytes of one owner that are worked on at once: a batch of a thousand small events, or many smaller ones. */
const AT_WORK_OF_ONE = 1024 * 1024;

export function createBodyRoom({ prompt, slow }: RoomSizes, clock: Pick<Clock, "after">): BodyRoom {
  const rooms: Rooms = {
    promptOnes: createAllotment(prompt),
    slowOnes: createAllotment(slow),
    inHandOf: createAllotments((prompt + slow) / 2),
    atWorkOf: createAllotments(AT_WORK_OF_ONE),
  };
  return { share: (owner) => createShare(owner, rooms, clock) };
}

interface Rooms {
  readonly promptOnes: Allotment;
  readonly slowOnes: Allotment;
  inHandOf(owner: string): Allotment;
  atWorkOf(owner: string): Allotment;
}

function createShare(owner: string, rooms: Rooms, clock: Pick<Clock, "after">): BodyShare {
  const places: Place[] = [];
  /** Each calls off one thing that is waited for. */
  const cancels: (() => void)[] = [];
  let size = 0;
  let way: WayOut | undefined;

  function enter(allotment: Allotment, admit: (place: Place) => void): Place {
    const place = allotment.enter(size, admit);
    places.push(place);
    return place;
  }
  function waitForNothing(): void {
    for (const cancel of cancels.splice(0)) cancel();
  }
  function give(): void {
    waitForNothing();
    for (const place of places) place.leave();
  }

  function wait({ gone, onLate }: Sender, answer: (admitted: boolean) => void): void {
    const giveUp = (): void => {
      give();
      answer(false);
    };
    gone.addEventListener("abort", giveUp);
    cancels.push(clock.after(WAITS_AT_MOST, giveUp), () => gone.removeEventListener("abort", giveUp));
    enter(rooms.inHandOf(owner), (inHand) => {
      enter(rooms.promptOnes, (inPrompt) => {
        waitForNothing();
        letIn(inHand, inPrompt, onLate);
        answer(true);
      });
    });
  }
  function letIn(inHand: Place, inPrompt: Place, onLate: () => void): void {
    const own = createWayOut({ inHand, inPrompt, enterSlow: (admit) => enter(rooms.slowOnes, admit), onLate });
    cancels.push(clock.after(MAKES_WAY_AFTER, own.open), clock.after(WHOLE_WITHIN, own.beLate));
    way = own;
  }

  return {
    async take(bytes, sender) {
      if (bytes <= SMALL_BODY_BYTES) return true;
      size = bytes;
      return new Promise((resolve) => wait(sender, resolve));
    },
    async turn(bytes) {
      if (bytes <= SMALL_BODY_BYTES) return;
      size = bytes;
      way?.beWhole();
      for (const place of places) place.shrink(bytes);
      await new Promise<unknown>((resolve) => enter(rooms.atWorkOf(owner), resolve));
    },
    give,
  };
}
