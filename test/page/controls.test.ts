import { expect } from "bun:test";
import type { Page } from "playwright-core";
import { everyView, storeOfEach } from "./every-view.ts";
import { type Stage, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

/** Asks something of every view; what is found is told with the view's name. */
async function findInEvery(it: Stage, find: (page: Page) => Promise<readonly string[]>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, path, key, arrive } of everyView(await storeOfEach(it))) {
    await it.open(path, key);
    await arrive(it.page);
    found.push(...(await find(it.page)).map((each) => `${name}: ${each}`));
  }
  return found;
}

test("what is clicked is at least 24 px wide and high, on a phone too; links inside of a text are as the text", async () => {
  await using it = await setup();
  const find = async (page: Page) => {
    const found: string[] = [];
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 740 });
      found.push(...(await page.evaluate(tooSmall)).map((each) => `at ${width} px ${each}`));
    }
    return found;
  };
  expect(await findInEvery(it, find)).toEqual([]);
});

/** Runs in the page. */
function tooSmall(): readonly string[] {
  const least = 24;
  return [...document.querySelectorAll<HTMLElement>("a, button, select, input, textarea, summary")].flatMap(
    (control) => {
      const target = control.closest<HTMLElement>("label, .row-link") ?? control;
      const { width, height } = target.getBoundingClientRect();
      const isInText = control.matches("p a, dd a");
      if (width === 0 || isInText || (width >= least && height >= least)) return [];
      return [`${control.outerHTML.slice(0, 120)} has ${Math.round(width)} by ${Math.round(height)} px`];
    },
  );
}

test("whatever the keyboard comes to shows that it has the focus", async () => {
  await using it = await setup();
  const most = 60;
  const find = async (page: Page) => {
    const unseen = new Set<string>();
    for (let count = 0; count < most; count += 1) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const element = document.activeElement ?? document.body;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const isSeen = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
        return { html: element.outerHTML.slice(0, 120), isSeen, isEnd: element === document.body };
      });
      if (focused.isEnd) break;
      if (!focused.isSeen) unseen.add(focused.html);
    }
    return [...unseen];
  };
  expect(await findInEvery(it, find)).toEqual([]);
});

test("each view has one heading of the first level, and leaves no level out", async () => {
  await using it = await setup();
  const find = async (page: Page) => {
    const levels = await page.evaluate(() =>
      [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(({ tagName }) => Number(tagName.slice(1))),
    );
    const skips = levels.filter((level, nth) => level > (levels[nth - 1] ?? 0) + 1);
    return [
      ...(levels.filter((level) => level === 1).length === 1 ? [] : [`levels are ${levels.join(", ")}`]),
      ...skips.map((level) => `a heading of level ${level} follows a higher one`),
    ];
  };
  expect(await findInEvery(it, find)).toEqual([]);
});
