import { expect } from "bun:test";
import type { Response } from "playwright-core";
import { type Stage, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

/** What headless browsers never do by themselves. */
async function show({ page }: Stage, visible: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, !visible);
}

test("a hidden tab asks for nothing; shown again it asks at once", async () => {
  await using it = await setup();
  await it.webhook({ url: `${it.receiver.url}/first` });
  await it.open();
  await it.page.getByRole("link", { name: "/first" }).waitFor();
  await it.page.waitForLoadState("networkidle");
  await show(it, false);
  const before = it.requested.length;
  await it.webhook({ url: `${it.receiver.url}/second` });
  await it.poll(60_000);
  // What would have been asked for before this is known by then.
  await it.page.evaluate(() => fetch("/?barrier").then((response) => response.text()));
  expect(it.requested.slice(before)).toEqual([`${it.url}/?barrier`]);
  expect(await it.page.getByRole("link", { name: "/second" }).count()).toBe(0);
  await show(it, true);
  await it.page.getByRole("link", { name: "/second" }).waitFor();
});

test("what has not changed is answered 304, without a body, and stays shown; what has changed is shown", async () => {
  await using it = await setup();
  await it.webhook({ url: `${it.receiver.url}/first` });
  await it.open();
  await it.page.getByRole("link", { name: "/first" }).waitFor();
  const polled = async () => {
    const isList = (response: Response) => response.url().includes("/v2/webhooks?");
    const [response] = await Promise.all([it.page.waitForResponse(isList), it.poll()]);
    return response.status();
  };
  expect(await polled()).toBe(304);
  expect(await polled()).toBe(304);
  expect(await it.page.getByRole("link", { name: "/first" }).isVisible()).toBe(true);
  await it.webhook({ url: `${it.receiver.url}/second` });
  expect(await polled()).toBe(200);
  await it.page.getByRole("link", { name: "/second" }).waitFor();
});
