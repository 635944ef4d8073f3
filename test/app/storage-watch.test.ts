import { expect, test } from "bun:test";
import { createStorageWatch } from "../../src/app/storage-watch.ts";
import { MINUTE } from "../../src/core/time.ts";
import { StorageFault, StorageFull } from "../../src/store/faults.ts";
import { createFakeClock } from "../support/fake-clock.ts";

function setup() {
  const clock = createFakeClock();
  const lines: string[] = [];
  const note = (_: unknown, message: string) => void lines.push(message);
  let works = false;
  const store = { upkeep: { probe: async () => works } } as never;
  return {
    watch: createStorageWatch(store, { error: note, warn: note }, clock),
    clock,
    lines,
    mend: () => {
      works = true;
    },
  };
}

test("trouble is told once when it begins and once when it is over, however often it is met", async () => {
  const { watch, clock, lines, mend } = setup();
  for (let times = 0; times < 20; times++) expect(watch.heed(new StorageFull("The storage is full."))).toBe(true);
  await clock.advance(MINUTE);
  expect(lines).toEqual([expect.stringContaining("the storage fails")]);
  mend();
  await clock.advance(MINUTE);
  expect(lines).toEqual([expect.any(String), "the storage takes writes again"]);
  expect(clock.timers).toBe(0);
  watch.heed(new StorageFull("The storage is full."));
  expect(lines).toHaveLength(3);
});

test("other faults are not its business", () => {
  const { watch, lines } = setup();
  expect(watch.heed(new Error("a bug"))).toBe(false);
  expect(lines).toEqual([]);
});

test("it knows whether the storage is full, fails, or works", async () => {
  const { watch, clock, mend } = setup();
  expect(watch.status()).toBe("ok");
  watch.heed(new StorageFault("It cannot be written."));
  expect(watch.status()).toBe("failing");
  watch.heed(new StorageFull("The storage is full."));
  watch.heed(new StorageFault("It cannot be written."));
  expect(watch.status()).toBe("full");
  mend();
  await clock.advance(MINUTE);
  expect(watch.status()).toBe("ok");
});
