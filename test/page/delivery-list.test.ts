import { expect } from "bun:test";
import { answer, writing } from "../support/receiver.ts";
import { ACCOUNT } from "./appliance.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

/** A webhook with a delivered task.created, and a failed task.updated that stopped it. */
async function withTwoDeliveries() {
  const it = await setup();
  const { id } = await it.webhook();
  it.receiver.reply(answer(200), answer(500));
  await it.api.event({ type: "task.created" });
  await it.receiver.received(1);
  await it.api.event({ type: "task.updated" });
  await it.api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
  await it.open(`/webhooks/${id}`);
  const row = (type: string) => it.page.getByRole("row").filter({ hasText: type });
  await row("task.created").waitFor();
  return { ...it, row };
}

test("deliveries are listed with their status and last attempt", async () => {
  await using it = await withTwoDeliveries();
  expect(await it.row("task.created").textContent()).toMatch(/delivered.*HTTP 200 · \d+ ms/);
  expect(await it.row("task.updated").textContent()).toMatch(/failed.*HTTP 500 · \d+ ms/);
});

test("a filter by status narrows the list, stays in the address, and says when nothing matches", async () => {
  await using it = await withTwoDeliveries();
  await it.page.getByLabel("Status").selectOption("failed");
  await it.row("task.created").waitFor({ state: "hidden" });
  await it.row("task.updated").waitFor();
  expect(await it.row("task.created").count()).toBe(0);
  await it.page.reload();
  await it.row("task.updated").waitFor();
  expect(await it.row("task.created").count()).toBe(0);
  await it.page.getByLabel("Status").selectOption("held");
  await it.page.getByText("No delivery matches this filter.").waitFor();
  await it.page.goBack();
  await it.row("task.updated").waitFor();
});

test("a filter by event type narrows the list", async () => {
  await using it = await withTwoDeliveries();
  const filters = it.page.getByRole("region", { name: "Deliveries" });
  await filters.getByLabel("Event type").selectOption("task.created");
  await it.row("task.updated").waitFor({ state: "hidden" });
  await it.row("task.created").waitFor();
  expect(await it.row("task.updated").count()).toBe(0);
});

test("an event that is posted while the page is open appears by itself, and so does what becomes of it", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  await it.open(`/webhooks/${id}`);
  await it.page.getByText("Nothing was sent here yet.").waitFor();
  const waiting: (() => void)[] = [];
  it.receiver.reply(writing((socket) => void waiting.push(() => socket.write(answer(200)))));
  await it.api.event({ type: "task.assigned" });
  await it.receiver.received(1);
  await it.poll();
  await it.page.getByRole("row", { name: /^task\.assigned pending/ }).waitFor();
  waiting[0]?.();
  await it.api.until(`/v2/webhooks/${id}/deliveries`, ({ data }) => data[0].status === "delivered");
  await it.poll();
  await it.page.getByRole("row", { name: /^task\.assigned delivered/ }).waitFor();
});

test("older deliveries are a page away, and the newest are a click back", async () => {
  await using it = await setup();
  const { id } = await it.webhook({ events: ["task.*"] });
  const events = Array.from({ length: 51 }, (_, n) => ({ type: n === 0 ? "task.deleted" : "task.created", data: {} }));
  await it.api.post("/v2/events/batch", { account_id: ACCOUNT, events });
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("link", { name: "Older" }).click();
  await it.page.getByRole("row", { name: /task\.deleted/ }).waitFor();
  expect(await it.page.getByRole("row").count()).toBe(2);
  await it.page.getByRole("link", { name: "Newest" }).click();
  await it.page.getByRole("row").nth(50).waitFor();
});
