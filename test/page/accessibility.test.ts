import { expect } from "bun:test";
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { EMPTY_VIEWS, everyView, storeOfEach } from "./every-view.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

/** WCAG 2.0 to 2.2, A and AA, and what is known to be good. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const SIZES = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];

/** What axe finds in both themes at both sizes, each with where it is. */
async function violationsOf(page: Page): Promise<readonly string[]> {
  // The page's policy lets no script tag in; this goes by the debugger.
  await page.evaluate(axe.source);
  const found = new Set<string>();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const { violations } = await page.evaluate(
        (values): Promise<AxeResults> =>
          (globalThis as unknown as { axe: typeof axe }).axe.run(document, { runOnly: { type: "tag", values } }),
        TAGS,
      );
      for (const { id, nodes } of violations)
        for (const { target, failureSummary } of nodes)
          found.add(`${colorScheme} ${size.width}: ${id} at ${target.join(" ")}: ${failureSummary}`);
    }
  }
  return [...found];
}

test("axe sees what breaks its rules, though the page's policy stands", async () => {
  await using it = await setup();
  await it.page.goto("/");
  await it.page.getByRole("main").evaluate((main) => main.append(document.createElement("button")));
  expect((await violationsOf(it.page)).map((each) => each.split(" at ")[0])).toEqual(
    ["light 1280", "light 360", "dark 1280", "dark 360"].map((where) => `${where}: button-name`),
  );
});

test("axe finds nothing at the sign-in, with a wrong key too", async () => {
  await using it = await setup();
  await it.page.goto("/");
  await it.page.getByRole("button", { name: "Sign in" }).waitFor();
  expect(await violationsOf(it.page)).toEqual([]);
  await it.page.getByLabel("API key").fill("a-key-that-nobody-made");
  await it.page.keyboard.press("Enter");
  await it.page.getByText("This key is not known here").waitFor();
  expect(await violationsOf(it.page)).toEqual([]);
  it.forgive(/ 401 /);
});

test("axe finds nothing in views that are empty", async () => {
  await using it = await setup();
  for (const view of EMPTY_VIEWS) {
    await it.open(view.path, view.key);
    await view.arrive(it.page);
    expect([view.name, await violationsOf(it.page)]).toEqual([view.name, []]);
  }
});

const NAMES = everyView({ account: "", webhook: "", delivery: "", event: "" }).map(({ name }) => name);

for (const name of NAMES)
  test(`axe finds nothing in ${name}`, async () => {
    await using it = await setup();
    const view = everyView(await storeOfEach(it)).find((each) => each.name === name);
    await it.open(view?.path, view?.key);
    await view?.arrive(it.page);
    expect(await violationsOf(it.page)).toEqual([]);
  });
