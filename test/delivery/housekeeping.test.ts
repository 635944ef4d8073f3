import { expect, test } from "bun:test";
import { createHousekeeping } from "../../src/delivery/housekeeping.ts";

/** Housekeeping of a store where what is named is done when the test says so, and everything else at once. */
function setup() {
  const begun: string[] = [];
  const faults: unknown[] = [];
  const held = new Map<string, PromiseWithResolvers<number>>();

  async function duty(name: string): Promise<number> {
    begun.push(name);
    return held.get(name)?.promise ?? 0;
  }
  const housekeeping = createHousekeeping({
    store: {
      queue: { freeLeases: () => duty("leases") },
      upkeep: {
        expireHeld: () => duty("held"),
        sweep: () => duty("sweep"),
        coarsenActivity: () => duty("activity"),
        sweepLeftovers: () => duty("leftovers"),
        makeRoom: () => duty("room"),
      },
    },
    dispatcher: {
      now: () => 0,
      poll: async () => void begun.push("poll"),
      tidy: () => void begun.push("lanes"),
      troubled: () => false,
    },
    clock: { monotonic: () => 0 },
    retention: { delivered: 1, failed: 1, held: 1 },
    onFault: (fault) => faults.push(fault),
  });
  /** Keeps a duty from its end. */
  function hold(name: string): PromiseWithResolvers<number> {
    const gate = Promise.withResolvers<number>();
    held.set(name, gate);
    return gate;
  }
  return { housekeeping, hold, begun, faults };
}

const ALL = ["activity", "held", "lanes", "leases", "leftovers", "sweep"];

test.each(["leases", "held", "sweep", "activity", "leftovers"])(
  "while one duty takes long the others are done: %s",
  async (name) => {
    const { housekeeping, hold, begun } = setup();
    const gate = hold(name);
    const tidied = housekeeping.tidy();
    expect(begun.toSorted()).toEqual(ALL);
    gate.resolve(0);
    await tidied;
  },
);

test.each(["leases", "held", "sweep", "activity", "leftovers"])(
  "a duty that fails is told, and the others are done: %s",
  async (name) => {
    const { housekeeping, hold, begun, faults } = setup();
    const fault = new Error(name);
    hold(name).reject(fault);
    await housekeeping.tidy();
    expect(begun.toSorted()).toEqual(ALL);
    expect(faults).toEqual([fault]);
  },
);

test("a round is over when all duties are", async () => {
  const { housekeeping, hold } = setup();
  const gate = hold("sweep");
  let over = false;
  const tidied = housekeeping.tidy().then(() => {
    over = true;
  });
  await new Promise(setImmediate);
  expect(over).toBe(false);
  gate.resolve(0);
  await tidied;
});
