import { expect } from "bun:test";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("on a phone nothing is wider than the screen, in any view", async () => {
  await using it = await setup();
  await it.page.setViewportSize({ width: 320, height: 640 });
  const { id } = await it.webhook({ url: `${it.receiver.url}/${"a-long-path/".repeat(12)}` });
  const { deliveries } = await it.api.event({ data: { text: "unbroken".repeat(50) } });
  const isTooWide = () => it.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  await it.open();
  await it.page.getByRole("link", { name: "a-long-path" }).waitFor();
  expect(await isTooWide()).toBe(false);
  await it.page.goto(`/#/webhooks/${id}`);
  await it.page.getByRole("link", { name: "task.created" }).waitFor();
  expect(await isTooWide()).toBe(false);
  await it.page.goto(`/#/webhooks/${id}/deliveries/${deliveries[0].id}`);
  const drawer = it.page.getByRole("dialog");
  await drawer.getByText("unbroken").waitFor();
  expect(await drawer.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(false);
});

test("on a phone no form is wider than the screen", async () => {
  await using it = await setup();
  await it.page.setViewportSize({ width: 320, height: 640 });
  const { id } = await it.webhook({ url: `${it.receiver.url}/${"a-long-path/".repeat(150)}` });
  await it.open("/webhooks/new");
  await it.page.getByRole("button", { name: "Register webhook" }).click();
  await it.page.getByText("Choose at least one.").waitFor();
  expect(await it.page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
  await it.page.goto(`/#/webhooks/${id}`);
  for (const name of ["Edit", "Rotate secret", "Recover failed", "Discard waiting", "Delete"]) {
    await it.page.getByRole("button", { name }).click();
    const dialog = it.page.locator("dialog");
    await dialog.locator("form").waitFor();
    expect(await dialog.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(false);
    await it.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  }
});
