import { expect } from "bun:test";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

async function withDialog() {
  const it = await setup();
  const { id } = await it.webhook({ enabled: false });
  await it.webhook({ url: `${it.receiver.url}/other` });
  await it.api.event();
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("button", { name: "Delete" }).click();
  return { ...it, id, dialog: it.page.getByRole("dialog", { name: /^Delete 127\.0\.0\.1:\d+\/hook$/ }) };
}

test("it says what goes with the webhook, and after a second click leads back to the others", async () => {
  await using it = await withDialog();
  await it.dialog.getByText("its log of deliveries go for good").waitFor();
  await it.dialog.getByText("1 delivery that waits will be canceled.").waitFor();
  expect(await it.api.get(`/v2/webhooks/${it.id}`)).toMatchObject({ status: "disabled" });
  await it.dialog.getByRole("button", { name: "Delete webhook" }).click();
  await it.page.getByRole("heading", { name: /^All is well: 1 webhook/ }).waitFor();
  expect(await it.page.locator("dialog").count()).toBe(0);
  const { data } = await it.api.get("/v2/webhooks");
  expect(data).toMatchObject([{ url: `${it.receiver.url}/other` }]);
});

test("who closes the dialog keeps the webhook", async () => {
  await using it = await withDialog();
  await it.dialog.waitFor();
  await it.page.keyboard.press("Escape");
  await it.page.locator("dialog").waitFor({ state: "detached" });
  await it.page.getByText("Switched off. Deliveries are kept").waitFor();
  expect(await it.api.get(`/v2/webhooks/${it.id}`)).toMatchObject({ id: it.id });
});
