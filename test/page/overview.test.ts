import { expect } from "bun:test";
import { answer } from "../support/receiver.ts";
import { KEYS } from "./appliance.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("without webhooks it says so, and shows how to register the first", async () => {
  await using it = await setup();
  await it.open();
  await it.page.getByRole("heading", { name: "No webhooks yet: there is nobody to deliver to." }).waitFor();
  const command = it.page.locator("pre", { hasText: `curl -X POST ${it.url}/v2/webhooks` });
  expect(await command.textContent()).toContain("Bearer YOUR_KEY");
});

test("one sentence says that all is well, and turns when a webhook fails", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}`, ({ delivery_success_rate }) => delivery_success_rate === 1);
  await it.open();
  await it.page.getByRole("heading", { name: "All is well: 1 webhook, 1 delivered in the last 24 h." }).waitFor();

  it.receiver.reply(answer(503));
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
  await it.poll();
  const failed = it.page.getByRole("heading", {
    name: /^1 webhook needs attention: .* failed after its last retry\.$/,
  });
  await failed.waitFor();
  expect(await it.page.title()).toBe("(1) TaskFlow Hooks");
  const attention = it.page.getByRole("region", { name: "Needs attention" });
  expect(await attention.textContent()).toContain("The receiver failed on its side (503).");
});

test("a webhook that only fails to answer now is not well either, while it is still tried", async () => {
  await using it = await setup({ retries: ["1h"] });
  const { id } = await it.webhook();
  it.receiver.reply("close");
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}/deliveries`, ({ data }) => data[0].attempts.length === 1);
  await it.open();
  await it.page
    .getByRole("heading", { name: /^1 webhook needs attention: .* is failing \(connection closed\)\.$/ })
    .waitFor();
});

test("a webhook over its daily limit is said to wait, with until when", async () => {
  await using it = await setup({ deliveriesPerDay: 1 });
  const { id } = await it.webhook();
  await it.api.event();
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}/deliveries`, ({ data }) => data[1].status === "delivered");
  await it.open();
  await it.page.getByRole("heading", { name: /^1 webhook needs attention: .* reached its daily limit\.$/ }).waitFor();
  await it.page.getByText(/1 delivery waits, and the first of them is sent in .* at midnight UTC\./).waitFor();
});

test("every webhook is listed with its state and success rate", async () => {
  await using it = await setup({ retries: ["1h"] });
  const half = await it.webhook({ url: `${it.receiver.url}/half`, events: ["task.created"] });
  await it.webhook({ url: `${it.receiver.url}/off`, events: ["task.deleted"], enabled: false });
  it.receiver.reply(answer(200), answer(410));
  await it.api.event();
  await it.receiver.received(1);
  await it.api.event();
  await it.api.until(`/v2/webhooks/${half.id}`, ({ status }) => status === "failed");
  await it.open();
  const rowOf = (path: string) => it.page.getByRole("row").filter({ hasText: path });
  await rowOf("/half").getByText("50 %").waitFor();
  expect(await rowOf("/half").textContent()).toContain("failed");
  expect(await rowOf("/half").textContent()).toContain("2 of 1,000");
  expect(await rowOf("/off").textContent()).toContain("disabled");
  expect(await rowOf("/off").textContent()).toContain("none yet");
});

test("a failed webhook is enabled from the list of what needs attention, and gets what was kept", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  it.receiver.reply(answer(500), answer(200));
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
  await it.api.event({ type: "task.updated" });
  await it.open();
  await it.page.getByRole("button", { name: /^Enable webhook 127\.0\.0\.1/ }).click();
  await it.page.getByRole("heading", { name: /^All is well/ }).waitFor();
  const [, kept] = await it.receiver.received(2);
  expect(kept?.headers["x-taskflow-event"]).toBe("task.updated");
});

test("an operator sees whose each webhook is, and can look at one account alone", async () => {
  await using it = await setup();
  await it.webhook({ url: `${it.receiver.url}/acme` });
  await it.webhook({ url: `${it.receiver.url}/other`, account_id: "acc_other" });
  await it.open("/", KEYS.operator);
  await it.page.getByRole("row", { name: /\/acme.*Acme/ }).waitFor();
  await it.page.getByRole("row", { name: /\/other.*acc_other/ }).waitFor();
  await it.page.getByLabel("Account").selectOption("acc_other");
  await it.page.getByRole("link", { name: "/acme" }).waitFor({ state: "hidden" });
  await it.page.getByRole("link", { name: "/other" }).waitFor();
  expect(await it.page.getByRole("link", { name: "/acme" }).count()).toBe(0);
});
