import { monitorEventLoopDelay } from "node:perf_hooks";

/** How late the event loop is. */
export interface EventLoopLag {
  /** The longest delay of this minute and the one before, in milliseconds. */
  longestMs(): number;
  /** A minute is over. */
  turn(): void;
  start(): void;
  stop(): void;
}

/** Milliseconds between two looks: delays that are shorter are not all seen. */
const LOOK_EVERY = 20;
const NANOSECONDS = 1e6;

export function createEventLoopLag(): EventLoopLag {
  const delays = monitorEventLoopDelay({ resolution: LOOK_EVERY });
  let before = 0;
  return {
    longestMs: () => Math.round(Math.max(before, delays.max / NANOSECONDS)),
    turn() {
      before = delays.max / NANOSECONDS;
      delays.reset();
    },
    start: () => void delays.enable(),
    stop: () => void delays.disable(),
  };
}
