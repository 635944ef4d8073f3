import { expect } from "bun:test";
import { EMPTY_VIEWS, everyView, storeOfEach, type View } from "./every-view.ts";
import { type Stage, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

/** Of a small phone, and of what WCAG asks for: 1280 px at 400 %. */
const WIDTHS = [360, 320];

/** What is wider than the screen, or than the dialog it is in. */
async function widerThanScreen({ page, open }: Stage, views: readonly View[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, path, key, arrive } of views) {
    await open(path, key);
    await arrive(page);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 740 });
      const tooWide = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll("dialog")]
          .filter((each) => each.scrollWidth > Math.min(each.clientWidth, innerWidth))
          .map(({ tagName, scrollWidth }) => `${tagName} has ${scrollWidth} px`),
      );
      found.push(...tooWide.map((each) => `${name} at ${width} px: ${each}`));
    }
  }
  return found;
}

test("on a phone nothing is wider than the screen in any view, with URLs and names as long as they may be", async () => {
  await using it = await setup();
  expect(await widerThanScreen(it, everyView(await storeOfEach(it)))).toEqual([]);
});

test("nor is it in views that are empty", async () => {
  await using it = await setup();
  expect(await widerThanScreen(it, EMPTY_VIEWS)).toEqual([]);
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
