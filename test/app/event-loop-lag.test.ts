import { expect, test } from "bun:test";
import { createEventLoopLag } from "../../src/app/event-loop-lag.ts";

const BLOCKED_MS = 200;

test("the longest delay is kept for the minute it was in, and the next", async () => {
  const lag = createEventLoopLag();
  lag.start();
  try {
    // Its first looks are on their way.
    await Bun.sleep(50);
    Bun.sleepSync(BLOCKED_MS);
    while (lag.longestMs() < BLOCKED_MS / 2) await Bun.sleep(5);
    const longest = lag.longestMs();
    lag.turn();
    expect(lag.longestMs()).toBe(longest);
    lag.turn();
    expect(lag.longestMs()).toBeLessThan(longest);
  } finally {
    lag.stop();
  }
});
