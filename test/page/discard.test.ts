import { expect } from "bun:test";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("it says how many waiting deliveries will be canceled, and cancels them after the click", async () => {
  await using it = await setup();
  const { id } = await it.webhook({ enabled: false });
  await it.api.event();
  await it.api.event();
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("button", { name: "Discard waiting" }).click();
  const dialog = it.page.getByRole("dialog", { name: "Discard waiting deliveries" });
  await dialog.getByText("2 waiting deliveries will be canceled.").waitFor();
  const held = await it.api.get(`/v2/webhooks/${id}/deliveries?status=held`);
  expect(held.data.length).toBe(2);
  await dialog.getByRole("button", { name: "Discard 2 deliveries" }).click();
  await dialog.getByText("2 deliveries were canceled.").waitFor();
  const canceled = await it.api.get(`/v2/webhooks/${id}/deliveries?status=canceled`);
  expect(canceled.data.length).toBe(2);
});

test("what comes while the dialog is open is counted too", async () => {
  await using it = await setup();
  const { id } = await it.webhook({ enabled: false });
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("button", { name: "Discard waiting" }).click();
  const dialog = it.page.getByRole("dialog", { name: "Discard waiting deliveries" });
  await dialog.getByText("No delivery of this time waits.").waitFor();
  await it.api.event();
  await it.poll(10_000);
  await dialog.getByText("1 waiting delivery will be canceled.").waitFor();
});
