import { type Clock, type Millis, SECOND } from "../core/time.ts";
import type { Connection } from "./connection.ts";

/** Kept-alive sockets that wait for the next request. */
export interface ConnectionPool {
  /** The one used last to any of these addresses. */
  take(key: string, addresses: readonly string[]): Connection | undefined;
  put(key: string, connection: Connection): void;
  /** Closes what waits, and from now on what is put. */
  close(): void;
}

/** Many servers close an idle connection after 5 s; those that do not are not kept much longer either. */
const IDLE: Millis = 10 * SECOND;
/** Many webhooks may share a host: what a burst of them used is there for the next. */
const MOST_PER_ENDPOINT = 1_024;
const MOST = 2_048;

export function createConnectionPool(clock: Pick<Clock, "monotonic" | "after">): ConnectionPool {
  /** By endpoint, the one that has waited longest first. */
  const pool = new Map<string, Connection[]>();
  let size = 0;
  let closed = false;
  let cancelSweep: (() => void) | undefined;

  function idleOf(key: string): Connection[] {
    const idle = pool.get(key) ?? [];
    pool.set(key, idle);
    return idle;
  }

  function remove(idle: Connection[], at: number): void {
    idle.splice(at, 1);
    size--;
  }

  function drop(key: string, connection: Connection): void {
    const idle = pool.get(key);
    const at = idle?.indexOf(connection) ?? -1;
    if (idle && at >= 0) remove(idle, at);
  }

  function sweep(): void {
    const oldest = clock.monotonic() - IDLE;
    for (const [key, idle] of pool) {
      while (idle[0] && idle[0].idleSince <= oldest) {
        idle[0].destroy();
        remove(idle, 0);
      }
      if (idle.length === 0) pool.delete(key);
    }
    cancelSweep = size > 0 ? clock.after(IDLE / 2, sweep) : undefined;
  }

  return {
    take(key, addresses) {
      const idle = pool.get(key);
      if (!idle) return undefined;
      for (let at = idle.length - 1; at >= 0; at--) {
        const connection = idle[at];
        if (!connection?.reusable || !addresses.includes(connection.address)) continue;
        remove(idle, at);
        return connection;
      }
      return undefined;
    },
    put(key, connection) {
      const idle = idleOf(key);
      if (closed || size >= MOST || idle.length >= MOST_PER_ENDPOINT) return connection.destroy();
      connection.onIdleEnd ??= () => drop(key, connection);
      connection.idleSince = clock.monotonic();
      idle.push(connection);
      size++;
      cancelSweep ??= clock.after(IDLE / 2, sweep);
    },
    close() {
      closed = true;
      cancelSweep?.();
      for (const idle of pool.values()) for (const connection of idle) connection.destroy();
      pool.clear();
      size = 0;
    },
  };
}
