import { expect, test } from "bun:test";
import { notReadyBecause } from "../../src/app/not-ready.ts";

function reasonWhen({ alive = true, writable = true }) {
  const told: unknown[] = [];
  const store = { upkeep: { probe: async () => writable } } as never;
  const ready = notReadyBecause(store, { alive: () => alive }, { heed: (fault) => told.push(fault) > 0 });
  return ready().then((reason) => ({ reason, told }));
}

test("it is ready while the dispatcher is at work and the storage takes writes", async () => {
  expect(await reasonWhen({})).toEqual({ reason: undefined, told: [] });
});

test("a dispatcher that stands still is why it is not", async () => {
  expect((await reasonWhen({ alive: false })).reason).toContain("dispatcher");
});

test("a storage that takes no writes is why it is not, and the log hears of it", async () => {
  const { reason, told } = await reasonWhen({ writable: false });
  expect(reason).toContain("storage");
  expect(told).toMatchObject([{ name: "StorageFault" }]);
});
