import { expect, test } from "bun:test";
import type { Connection } from "../../src/delivery/connection.ts";
import { createConnectionPool } from "../../src/delivery/connection-pool.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const ADDRESS = "203.0.113.1";

function setup() {
  const clock = createFakeClock();
  const destroyed: Connection[] = [];
  const connections = (count: number): Connection[] =>
    Array.from({ length: count }, () => {
      const connection: Connection = {
        address: ADDRESS,
        reusable: true,
        idleSince: 0,
        onIdleEnd: undefined,
        exchange: () => {},
        destroy: () => destroyed.push(connection),
      };
      return connection;
    });
  return { clock, pool: createConnectionPool(clock), destroyed, connections };
}

test("what ten webhooks of one host used at once is there for the next time", () => {
  const { pool, destroyed, connections } = setup();
  const used = connections(640);
  for (const connection of used) pool.put("a", connection);
  expect(destroyed).toEqual([]);
  expect(new Set(used.map(() => pool.take("a", [ADDRESS])))).toEqual(new Set(used));
});

test("of one host, and of all together, no more than so many wait", () => {
  const { pool, destroyed, connections } = setup();
  for (const connection of connections(1_025)) pool.put("a", connection);
  expect(destroyed).toHaveLength(1);
  for (const host of ["b", "c", "d", "e"]) for (const connection of connections(1_000)) pool.put(host, connection);
  expect(destroyed).toHaveLength(1 + 1_024 + 4_000 - 2_048);
});

test("one that waits for ten seconds is closed", async () => {
  const { clock, pool, destroyed, connections } = setup();
  for (const connection of connections(2)) pool.put("a", connection);
  await clock.advance(15_000);
  expect(destroyed).toHaveLength(2);
  expect(pool.take("a", [ADDRESS])).toBeUndefined();
  expect(clock.timers).toBe(0);
});

test("only a connection to an address that may be used now is taken", () => {
  const { pool, connections } = setup();
  for (const connection of connections(1)) pool.put("a", connection);
  expect(pool.take("a", ["203.0.113.2"])).toBeUndefined();
  expect(pool.take("b", [ADDRESS])).toBeUndefined();
  expect(pool.take("a", [ADDRESS, "203.0.113.2"])).toBeDefined();
});
