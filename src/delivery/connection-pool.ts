import { type Clock, type Millis, SECOND } from "../core/time.ts";
import type { Connection } from "./connection.ts";

/** Kept-alive sockets that wait for the next request. */
export interface ConnectionPool {
  /** The one used last to any of these addresses. */
  take(key: string, addresses: readonly string[]): Connection | undefined;
  put(key: string, connection: Connection): void;
  close(): void;
}

/** Many servers close an idle connection after 5 s; those that do not are not kept much longer either. */
const IDLE: Millis = 10 * SECOND;
const MOST_PER_ENDPOINT = 64;
const MOST = 1_024;

interface Idle {
  readonly connection: Connection;
  readonly since: Millis;
}

export function createConnectionPool(clock: Pick<Clock, "monotonic" | "after">): ConnectionPool {
  const pool = new Map<string, Idle[]>();
  let size = 0;
  let cancelSweep: (() => void) | undefined;

  function remove(key: string, connection: Connection): void {
    const idle = pool.get(key);
    const at = idle?.findIndex((entry) => entry.connection === connection) ?? -1;
    if (!idle || at < 0) return;
    idle.splice(at, 1);
    size--;
    if (idle.length === 0) pool.delete(key);
  }

  function sweep(): void {
    cancelSweep = undefined;
    const oldest = clock.monotonic() - IDLE;
    for (const [key, idle] of [...pool]) {
      for (const { connection, since } of [...idle]) {
        if (since > oldest) continue;
        remove(key, connection);
        connection.destroy();
      }
    }
    if (size > 0) cancelSweep = clock.after(IDLE / 2, sweep);
  }

  return {
    take(key, addresses) {
      const idle = pool.get(key);
      if (!idle) return undefined;
      for (let at = idle.length - 1; at >= 0; at--) {
        const connection = idle[at]?.connection;
        if (!connection?.reusable || !addresses.includes(connection.address)) continue;
        remove(key, connection);
        connection.onIdleEnd = undefined;
        return connection;
      }
      return undefined;
    },
    put(key, connection) {
      const idle = pool.get(key) ?? [];
      if (!connection.reusable || size >= MOST || idle.length >= MOST_PER_ENDPOINT) {
        connection.destroy();
        return;
      }
      connection.onIdleEnd = () => remove(key, connection);
      idle.push({ connection, since: clock.monotonic() });
      pool.set(key, idle);
      size++;
      cancelSweep ??= clock.after(IDLE / 2, sweep);
    },
    close() {
      cancelSweep?.();
      for (const idle of pool.values()) for (const { connection } of idle) connection.destroy();
      pool.clear();
      size = 0;
    },
  };
}
