import { type Clock, type Millis, SECOND } from "../core/time.ts";

/** A request that came into an inbox. */
export interface InboxRequest {
  readonly received_at: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
/** Requests by the name of the inbox they came into, in memory. */
export interface Inboxes {
  keep(name: string, request: InboxRequest): void;
  /** The last ones, newest first. An empty inbox is waited for a moment: what was sent just now may be on its way. */
  look(name: string): Promise<readonly InboxRequest[]>;
}

const KEPT = 50;
const MOST_INBOXES = 100;
const PATIENCE: Millis = SECOND;

export function createInboxes({ after }: Pick<Clock, "after">): Inboxes {
  const inboxes = new Map<string, readonly InboxRequest[]>();
  const watchers = new Set<() => void>();

  function nextArrival(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        watchers.delete(wake);
        resolve();
      };
      const cancel = after(PATIENCE, wake);
      watchers.add(wake);
    });
  }

  return {
    keep(name, request) {
      if (!inboxes.has(name) && inboxes.size >= MOST_INBOXES) inboxes.clear();
      inboxes.set(name, [request, ...(inboxes.get(name) ?? [])].slice(0, KEPT));
      for (const wake of [...watchers]) wake();
    },
    async look(name) {
      if (!inboxes.has(name)) await nextArrival();
      return inboxes.get(name) ?? [];
    },
  };
}
