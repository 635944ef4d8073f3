import { createFifo, type Fifo } from "../core/fifo.ts";

/** Lets the requests of others in between those of who sends many at once. */
export interface Pace {
  /** `undefined` when this request may go on at once, else resolves in a later turn of the event loop, in the order of asking. */
  begin(owner: string): Promise<void> | undefined;
}

/** Requests of one owner that go on in a turn of the event loop. */
const AT_ONCE = 64;

export function createPace(): Pace {
  const begun = new Map<string, number>();
  const waiting = new Map<string, Fifo<() => void>>();
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(nextTurn);
  }

  function nextTurn(): void {
    isScheduled = false;
    begun.clear();
    for (const [owner, line] of waiting) {
      const count = Math.min(line.length, AT_ONCE);
      for (let nth = 0; nth < count; nth++) line.shift()?.();
      begun.set(owner, count);
      if (line.length === 0) waiting.delete(owner);
    }
    if (waiting.size > 0) schedule();
  }

  function wait(owner: string): Promise<void> {
    const line = waiting.get(owner) ?? createFifo<() => void>();
    waiting.set(owner, line);
    return new Promise((resolve) => line.push(resolve));
  }

  return {
    begin(owner) {
      schedule();
      const count = begun.get(owner) ?? 0;
      if (count >= AT_ONCE || waiting.has(owner)) return wait(owner);
      begun.set(owner, count + 1);
      return undefined;
    },
  };
}
