import { expect, test } from "bun:test";
import { createMemory } from "../../src/delivery/memory.ts";
import { claimedDelivery } from "../support/claimed-delivery.ts";

function claimed(body: string | null) {
  return claimedDelivery({ bodyBytes: 60, body });
}

test("a body that comes with a claim is kept while there is room for it, and is read later otherwise", () => {
  const memory = createMemory({ count: 10, bytes: 100 });
  expect(memory.keep(claimed("{}")).body).toBe("{}");
  expect(memory.fitsBody(41)).toBe(false);
  expect(memory.keep(claimed("{}")).body).toBeNull();
  expect(memory.fitsBody(40)).toBe(true);
});

test("a delivery without its body takes no room for it", () => {
  const memory = createMemory({ count: 10, bytes: 100 });
  expect(memory.keep(claimed(null)).body).toBeNull();
  expect(memory.fitsBody(100)).toBe(true);
});
