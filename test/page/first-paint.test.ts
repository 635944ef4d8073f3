import { expect } from "bun:test";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("the page needs nothing but itself to be seen, and says how soon that was", async () => {
  await using it = await setup();
  await it.page.goto("/");
  await it.page.getByRole("button", { name: "Sign in" }).waitFor();
  expect(it.requested.filter((url) => !url.startsWith("data:"))).toEqual([`${it.url}/`]);
  // The tests' fake clock has no `performance.getEntries`; observers it leaves as they are.
  const paintMs = await it.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const paint = list.getEntries().find(({ name }) => name === "first-contentful-paint");
          if (paint) resolve(paint.startTime);
        }).observe({ type: "paint", buffered: true });
      }),
  );
  process.stdout.write(`first contentful paint: ${Math.round(paintMs)} ms\n`);
  expect(paintMs).toBeGreaterThan(0);
});
