import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export const POLL_MS = 2_000;
/** For what is settled: it rarely changes, and its bodies may be large. */
export const SETTLED_EVERY_MS = 10_000;

export interface Polled<Value> {
  /** The latest answer for the present subject; kept while the server is away. */
  readonly value: Value | undefined;
  /** Why there is no newer one. */
  readonly fault: unknown;
  /** Asks again now: for after a change that was made here. */
  readonly refresh: () => void;
}

/**
 * Loads now and then so many milliseconds (`everyMs`) after the answer before it, in a visible tab; a tab that is shown again loads at
 * once. A fault does not end it.
 *
 * @param subject what is asked for; when it changes, the old answer is no longer shown
 */
export function usePolling<Value>(
  subject: string,
  load: (signal: AbortSignal) => Promise<Value>,
  everyMs: (latest: Value | undefined) => number = () => POLL_MS,
): Polled<Value> {
  const [state, setState] = useState<{ subject: string; value?: Value; fault?: unknown }>({ subject });
  const latest = useRef({ load, everyMs });
  latest.current = { load, everyMs };
  const kick = useRef(() => {});

  useEffect(() => {
    let value: Value | undefined;
    const loop = startPolling(
      () => latest.current.everyMs(value),
      (signal) => latest.current.load(signal),
      {
        onValue: (loaded) => {
          value = loaded;
          setState({ subject, value: loaded });
        },
        onFault: (fault) => setState((before) => ({ ...(before.subject === subject ? before : { subject }), fault })),
      },
    );
    kick.current = loop.now;
    return loop.stop;
  }, [subject]);

  const refresh = useCallback(() => kick.current(), []);
  const current = state.subject === subject ? state : undefined;
  return { value: current?.value, fault: current?.fault, refresh };
}

interface Listener<Value> {
  onValue(value: Value): void;
  onFault(fault: unknown): void;
}

function startPolling<Value>(
  everyMs: () => number,
  load: (signal: AbortSignal) => Promise<Value>,
  listener: Listener<Value>,
): { now(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;

  async function round(): Promise<void> {
    clearTimeout(timer);
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      const value = await load(mine.signal);
      if (!mine.signal.aborted) listener.onValue(value);
    } catch (fault) {
      if (!mine.signal.aborted) listener.onFault(fault);
    }
    if (!mine.signal.aborted && !document.hidden) timer = setTimeout(now, everyMs());
  }
  const now = () => void round();
  const follow = () => (document.hidden ? clearTimeout(timer) : now());

  document.addEventListener("visibilitychange", follow);
  now();
  return {
    now,
    stop() {
      document.removeEventListener("visibilitychange", follow);
      clearTimeout(timer);
      running?.abort();
    },
  };
}
