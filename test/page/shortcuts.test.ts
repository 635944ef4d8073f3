import { expect } from "bun:test";
import { KEYS } from "./appliance.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("j and k go through the rows, stay at the ends, and Enter opens the row", async () => {
  await using it = await setup();
  for (const type of ["task.created", "task.updated", "task.deleted"]) await it.api.event({ type });
  await it.open("/events");
  await it.page.locator(".events tbody tr").nth(2).waitFor();
  const press = async (...keys: string[]) => {
    for (const key of keys) await it.page.keyboard.press(key);
    return it.page.evaluate(() => document.activeElement?.textContent);
  };
  expect(await press("j")).toBe("task.deleted");
  expect(await press("j")).toBe("task.updated");
  expect(await press("j", "j", "j")).toBe("task.created");
  expect(await press("k")).toBe("task.updated");
  expect(await press("k", "k")).toBe("task.deleted");
  await press("Enter");
  await it.page.getByRole("heading", { name: "task.deleted", level: 1 }).waitFor();
});

test("k begins at the last row", async () => {
  await using it = await setup();
  await it.open("/accounts", KEYS.operator);
  await it.page.getByRole("link", { name: "Acme" }).waitFor();
  await it.page.keyboard.press("k");
  expect(await it.page.evaluate(() => document.activeElement?.textContent)).toBe("Acme");
});

test("/ goes to the search, where letters are letters", async () => {
  await using it = await setup();
  await it.open("/system", KEYS.operator);
  const search = it.page.getByRole("searchbox");
  await search.waitFor();
  await it.page.keyboard.press("/");
  expect(await search.evaluate((field) => field === document.activeElement)).toBe(true);
  await it.page.keyboard.type("j/k?");
  expect(await search.inputValue()).toBe("j/k?");
  expect(await it.page.getByRole("dialog").count()).toBe(0);
});

test("? shows the keys, and Esc takes them away and gives the focus back", async () => {
  await using it = await setup();
  await it.api.event();
  await it.open("/events");
  const link = it.page.getByRole("link", { name: "task.created" });
  await link.waitFor();
  await it.page.keyboard.press("j");
  await it.page.keyboard.press("?");
  const dialog = it.page.getByRole("dialog", { name: "Keys" });
  await dialog.waitFor();
  expect(await dialog.locator("kbd").allTextContents()).toEqual(["/", "j", "k", "Enter", "Esc", "?"]);
  // Rows that a dialog covers are not gone through.
  await it.page.keyboard.press("j");
  expect(await link.evaluate((element) => element === document.activeElement)).toBe(false);
  await it.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
});

test("the list of keys does not stay over another view", async () => {
  await using it = await setup();
  await it.open("/events");
  await it.page.getByText("No event was accepted yet.").waitFor();
  await it.page.keyboard.press("?");
  await it.page.getByRole("dialog", { name: "Keys" }).waitFor();
  await it.page.goBack();
  await it.page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "detached" });
});

test("keys with Ctrl or Alt are the browser's", async () => {
  await using it = await setup();
  await it.api.event();
  await it.open("/events");
  await it.page.getByRole("link", { name: "task.created" }).waitFor();
  for (const keys of ["Control+j", "Alt+j", "Control+?"]) await it.page.keyboard.press(keys);
  expect(await it.page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
  expect(await it.page.getByRole("dialog").count()).toBe(0);
});
