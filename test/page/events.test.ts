import { expect } from "bun:test";
import { ACCOUNT, KEYS } from "./appliance.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("events are listed newest first, each with what came of it", async () => {
  await using it = await setup();
  await it.webhook({ events: ["task.created"] });
  await it.webhook({ events: ["task.created"], enabled: false });
  await it.api.event({ type: "task.created" });
  await it.receiver.received(1);
  await it.api.event({ type: "task.deleted" });
  await it.open("/events");
  const rows = it.page.locator(".events tbody tr");
  await rows.filter({ hasText: "1 held, 1 delivered" }).waitFor();
  const texts = await rows.allTextContents();
  expect(texts.length).toBe(2);
  expect(texts[0]).toMatch(/^task\.deleted.*no webhook listened/);
  expect(texts[1]).toMatch(/^task\.created.*1 held, 1 delivered/);
});

test("a filter by type narrows the events, stays in the address over a reload, and goes with back", async () => {
  await using it = await setup();
  await it.api.event({ type: "task.created" });
  await it.api.event({ type: "task.updated" });
  await it.open("/events");
  const created = it.page.getByRole("link", { name: "task.created" });
  const updated = it.page.getByRole("link", { name: "task.updated" });
  await created.waitFor();
  await it.page.getByLabel("Event type").selectOption("task.updated");
  await created.waitFor({ state: "detached" });
  expect(it.page.url()).toEndWith("#/events?event_type=task.updated");
  await it.page.reload();
  await updated.waitFor();
  expect(await created.count()).toBe(0);
  await it.page.goBack();
  await created.waitFor();
});

test("older events are a page away, under the same filter", async () => {
  await using it = await setup();
  const events = Array.from({ length: 52 }, () => ({ type: "task.updated", data: {} }));
  await it.api.post("/v2/events/batch", { account_id: ACCOUNT, events });
  await it.open("/events?event_type=task.updated");
  const rows = it.page.locator(".events tbody tr");
  const pages = it.page.getByRole("navigation", { name: "Pages of events" });
  await pages.getByRole("link", { name: "Older" }).click();
  await pages.getByRole("link", { name: "Newest" }).waitFor();
  await rows.nth(1).waitFor();
  expect(await rows.count()).toBe(2);
  expect(it.page.url()).toContain("event_type=task.updated");
  expect(await pages.getByRole("link", { name: "Older" }).count()).toBe(0);
  await pages.getByRole("link", { name: "Newest" }).click();
  await rows.nth(49).waitFor();
});

test("without events the command that posts one works as it is copied", async () => {
  await using it = await setup();
  await it.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await it.open("/events");
  await it.page.getByText("No event was accepted yet.").waitFor();
  const shown = await it.page.locator(".curl pre").textContent();
  expect(shown).toContain("Bearer YOUR_KEY");
  await it.page.getByRole("button", { name: "Copy with my key" }).click();
  await it.page.getByText("Copied, with your key in it.").waitFor();
  const command = await it.page.evaluate(() => navigator.clipboard.readText());
  expect(command).toBe(shown?.replace("YOUR_KEY", KEYS.account) ?? "");
  const run = Bun.spawn(["sh", "-c", `${command} --silent --output /dev/null --write-out '%{http_code}'`]);
  expect(await new Response(run.stdout).text()).toBe("202");
  await it.poll();
  await it.page.getByRole("link", { name: "task.created" }).waitFor();
});

test("an operator's command names the account that is looked at", async () => {
  await using it = await setup();
  await it.open("/events?account=acc_other", KEYS.operator);
  await it.page.getByText("No event was accepted yet.").waitFor();
  expect(await it.page.locator(".curl pre").textContent()).toContain('"account_id":"acc_other"');
});
