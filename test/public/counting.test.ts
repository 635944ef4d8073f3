import { expect, test } from "bun:test";
import { counted, grouped, percent } from "../../public/counting.ts";

test("a rate is never rounded to a whole that it is not", () => {
  expect(percent(1)).toBe("100 %");
  expect(percent(0.99999)).toBe("99.9 %");
  expect(percent(0.5)).toBe("50 %");
  expect(percent(0.00001)).toBe("0.1 %");
  expect(percent(0)).toBe("0 %");
});

test("one thing is singular, and large counts are grouped", () => {
  expect(counted(1, "webhook")).toBe("1 webhook");
  expect(counted(0, "webhook")).toBe("0 webhooks");
  expect(counted(1_200, "webhook needs", "webhooks need")).toBe("1,200 webhooks need");
  expect(grouped(1_234_567)).toBe("1,234,567");
});
