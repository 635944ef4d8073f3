import { expect } from "bun:test";
import { answer } from "../support/receiver.ts";
import { ACCOUNT, KEYS } from "./appliance.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();
type It = Awaited<ReturnType<typeof setup>>;

const rowsOf = ({ page }: It) => page.locator("tbody tr");

/** Posts an event and waits until its delivery is no longer pending. */
async function deliver(it: It, webhook: string, fields: object = {}): Promise<string> {
  const { deliveries } = await it.api.event(fields);
  const { id } = deliveries[0];
  await it.api.until(`/v2/webhooks/${webhook}/deliveries/${id}`, ({ status }) => status !== "pending");
  return id;
}

/** Two webhooks: what goes to one is delivered, what goes to the other is given up. */
async function withBoth(it: It) {
  const good = await it.webhook({ url: `${it.receiver.url}/good`, events: ["task.created"] });
  const bad = await it.webhook({ url: `${it.receiver.url}/bad`, events: ["task.deleted"] });
  const delivered = await deliver(it, good.id);
  it.receiver.reply(answer(503, "no database"));
  const failed = await deliver(it, bad.id, { type: "task.deleted" });
  it.receiver.reply(answer(200));
  return { good, bad, delivered, failed };
}

test("the deliveries of all webhooks are one list, each with its webhook", async () => {
  await using it = await setup();
  await withBoth(it);
  await it.open("/deliveries");
  await it.page.getByRole("heading", { name: "Deliveries", level: 1 }).waitFor();
  await rowsOf(it).nth(1).waitFor();
  const texts = await rowsOf(it).allTextContents();
  expect(texts[0]).toMatch(/task\.deleted.*\/bad.*failed.*HTTP 503/);
  expect(texts[1]).toMatch(/task\.created.*\/good.*delivered.*HTTP 200/);
});

test("a filter stands in the address, narrows the list, and back takes it away", async () => {
  await using it = await setup();
  const { good } = await withBoth(it);
  await it.open("/deliveries");
  await rowsOf(it).nth(1).waitFor();
  await it.page.getByLabel("Status", { exact: true }).selectOption("failed");
  await it.page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  expect(it.page.url()).toContain("status=failed");
  await it.page.getByLabel("Webhook", { exact: true }).selectOption(good.id);
  await it.page.getByText("No delivery matches this filter.").waitFor();
  await it.page.goBack();
  await it.page.goBack();
  await rowsOf(it).nth(1).waitFor();
});

test("it is filtered by what the last attempt came to, and by time", async () => {
  await using it = await setup();
  await withBoth(it);
  for (const [label, wish] of [
    ["Error", "http_status"],
    ["Event type", "task.deleted"],
    ["Time", "The last hour"],
  ] as const) {
    await it.open("/deliveries");
    await rowsOf(it).first().waitFor();
    await it.page.getByLabel(label, { exact: true }).selectOption(wish);
    await it.page.waitForFunction(() => location.hash.includes("="));
    await rowsOf(it).filter({ hasText: "task.deleted" }).waitFor();
  }
  await it.open("/deliveries?status_code=5xx");
  await rowsOf(it).filter({ hasText: "/bad" }).waitFor();
  expect(await rowsOf(it).count()).toBe(1);
  expect(await it.page.getByLabel("Status code").inputValue()).toBe("5xx");
});

test("a delivery is found by its id, by the event's, and by the beginning of either", async () => {
  await using it = await setup();
  const { delivered } = await withBoth(it);
  await it.open("/deliveries");
  await rowsOf(it).nth(1).waitFor();
  const search = it.page.getByRole("searchbox", { name: "Find by id" });
  await search.fill(delivered);
  await it.page.clock.fastForward(1_000);
  await it.page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await rowsOf(it).filter({ hasText: "/good" }).waitFor();
  await search.fill("no id at all");
  await it.page.clock.fastForward(1_000);
  await it.page.getByRole("alert").waitFor();
  it.forgive(/422/);
});

test("new deliveries are counted and not jumped in, and shown when the reader wants them", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  await deliver(it, id);
  await it.open("/deliveries");
  await rowsOf(it).first().waitFor();
  await deliver(it, id, { type: "comment.created" });
  await it.poll();
  await it.page.getByRole("button", { name: "Show 1 new delivery" }).click();
  await rowsOf(it).filter({ hasText: "comment.created" }).waitFor();
  expect(await rowsOf(it).count()).toBe(2);
});

test("what is shown changes in place", async () => {
  await using it = await setup({ retries: ["1h"] });
  const { id } = await it.webhook();
  it.receiver.reply(answer(500), answer(200));
  const { deliveries } = await it.api.event();
  const at = `/v2/webhooks/${id}/deliveries/${deliveries[0].id}`;
  await it.api.until(at, ({ attempts }) => attempts.length === 1);
  await it.open("/deliveries");
  await rowsOf(it).filter({ hasText: "pending" }).waitFor();
  await it.api.post(`${at}/redeliver`, {});
  await it.api.until(at, ({ status }) => status === "delivered");
  await it.poll();
  await rowsOf(it).filter({ hasText: "delivered" }).waitFor();
});

test("a row opens its delivery in a drawer that a link leads to, and closing it leads back to the list", async () => {
  await using it = await setup();
  await withBoth(it);
  await it.open("/deliveries?status=failed");
  await rowsOf(it).getByRole("link", { name: "task.deleted" }).click();
  const drawer = it.page.getByRole("dialog", { name: "task.deleted" });
  await drawer.getByText("The receiver failed on its side (503).").waitFor();
  await it.page.reload();
  await drawer.waitFor();
  await it.page.keyboard.press("Escape");
  await it.page.waitForURL(/#\/deliveries\?status=failed/);
});

test("all that failed are sent again, and how many is said; those of stopped webhooks are not", async () => {
  await using it = await setup();
  const { bad } = await withBoth(it);
  await it.open("/deliveries?status=failed");
  const redeliverAll = async () => {
    await it.page.getByRole("button", { name: "Redeliver all that match" }).click();
    const dialog = it.page.getByRole("dialog", { name: "Redeliver all that match" });
    await dialog.getByText("1 failed delivery is sent again.").waitFor();
    await dialog.getByRole("button", { name: "Send them again" }).click();
  };
  await redeliverAll();
  await it.page.getByText("0 deliveries are sent again, 1 not: their webhooks are stopped.").waitFor();
  await it.api.patch(`/v2/webhooks/${bad.id}`, { enabled: true });
  await redeliverAll();
  await it.page.getByText("1 delivery is sent again.").waitFor();
  await it.api.until(`/v2/webhooks/${bad.id}/deliveries`, ({ data }) => data[0].status === "delivered");
  it.forgive(/409/);
});

test("only what failed can be sent again as a whole", async () => {
  await using it = await setup();
  await withBoth(it);
  await it.open("/deliveries");
  await rowsOf(it).nth(1).waitFor();
  expect(await it.page.getByRole("button", { name: "Redeliver all that match" }).count()).toBe(0);
});

test("before the first delivery it shows what to do", async () => {
  await using it = await setup();
  await it.open("/deliveries");
  await it.page.getByText("there is no webhook to deliver to: register one first.").waitFor();
  await it.webhook();
  await it.page.reload();
  await it.page.locator("pre", { hasText: `curl -X POST ${it.url}/v2/events` }).waitFor();
});

test("an operator sees those of all accounts, and can look at one alone", async () => {
  await using it = await setup();
  await withBoth(it);
  await it.open("/deliveries", KEYS.operator);
  await rowsOf(it).nth(1).waitFor();
  await it.page.getByLabel("Account").selectOption("acc_other");
  await it.page.getByText("Nothing was delivered yet").waitFor();
  await it.page.getByLabel("Account").selectOption(ACCOUNT);
  await rowsOf(it).nth(1).waitFor();
});
