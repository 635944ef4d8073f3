import { expect } from "bun:test";
import { ACCOUNT, KEYS } from "./appliance.ts";
import { EMPTY_VIEWS, everyView, storeOfEach } from "./every-view.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("the address of each view leads to it, and stays as it was given", async () => {
  await using it = await setup();
  const views = everyView(await storeOfEach(it));
  for (const path of new Set(views.filter(({ key }) => key === KEYS.operator).map((view) => view.path))) {
    await it.open(path, KEYS.operator);
    await it.page.reload();
    await views.find((view) => view.path === path && view.key === KEYS.operator)?.arrive(it.page);
    expect(it.page.url()).toBe(`${it.url}/#${path}`);
  }
});

test("filters in an address are in force, and shown as chosen", async () => {
  await using it = await setup();
  const { webhook } = await storeOfEach(it);
  const chosen = (label: string) => it.page.getByRole("combobox", { name: label }).inputValue();
  await it.open(`/events?event_type=task.updated&account=${ACCOUNT}`, KEYS.operator);
  await it.page.locator(".events td").first().waitFor();
  expect(await it.page.locator(".events tbody tr").count()).toBe(1);
  expect([await chosen("Event type"), await chosen("Account")]).toEqual(["task.updated", ACCOUNT]);
  await it.page.goto(`/#/webhooks/${webhook}?status=failed&event_type=task.updated`);
  await it.page.locator(".deliveries td").first().waitFor();
  expect(await it.page.locator(".deliveries tbody tr").count()).toBe(1);
  expect(await chosen("Status")).toBe("failed");
  await it.page.goto(`/#/events/new?event_type=comment.created&account=acc_other`);
  await it.page.getByRole("option", { name: "comment.created" }).waitFor({ state: "attached" });
  expect([await chosen("Event type"), await chosen("Account")]).toEqual(["comment.created", "acc_other"]);
  await it.page.goto(`/#/?window=7d&account=acc_other`);
  await it.page.getByText("No webhooks yet").waitFor();
  expect(await chosen("Account")).toBe("acc_other");
});

test("who follows a link without a key signs in, and is where it leads", async () => {
  await using it = await setup();
  await it.api.event({ type: "task.updated" });
  await it.page.goto("/#/events?event_type=task.updated");
  await it.page.getByLabel("API key or operator key").fill(KEYS.account);
  await it.page.keyboard.press("Enter");
  await it.page.getByRole("link", { name: "task.updated" }).waitFor();
  expect(it.page.url()).toEndWith("#/events?event_type=task.updated");
});

test("back and forward go through the views that were seen", async () => {
  await using it = await setup();
  await it.open(EMPTY_VIEWS[0]?.path, KEYS.operator);
  const heading = (name: string) => it.page.getByRole("heading", { name, level: 1 }).waitFor();
  await it.page.getByRole("link", { name: "Events" }).click();
  await heading("Events");
  await it.page.getByRole("link", { name: "Accounts" }).click();
  await heading("Accounts");
  await it.page.getByRole("link", { name: "Acme" }).click();
  await heading("Acme");
  await it.page.goBack();
  await heading("Accounts");
  await it.page.goBack();
  await heading("Events");
  await it.page.goForward();
  await it.page.goForward();
  await heading("Acme");
});

test("what is no view is the overview", async () => {
  await using it = await setup();
  for (const path of ["/nothing", "/webhooks", "/webhooks/a/b", "/%zz", "/events/a/b/c/d/e"]) {
    await it.open(path);
    await it.page.getByText("No webhooks yet").waitFor();
  }
});
