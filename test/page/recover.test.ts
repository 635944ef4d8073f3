import { expect } from "bun:test";
import { answer } from "../support/receiver.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

const HOUR_MS = 3_600_000;

/** A webhook that failed with its first event, and is enabled again; and its dialog. */
async function withFailed({ enabled = true } = {}) {
  const it = await setup();
  const { id } = await it.webhook();
  it.receiver.reply(answer(500));
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
  if (enabled) await it.api.patch(`/v2/webhooks/${id}`, { enabled: true });
  it.receiver.reply(answer(200));
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("button", { name: "Recover failed" }).click();
  return { ...it, id, dialog: it.page.getByRole("dialog", { name: "Recover failed deliveries" }) };
}

test("it says how many failed deliveries will be sent again, does nothing before the click, and says what it did", async () => {
  await using it = await withFailed();
  await it.dialog.getByText("1 failed delivery will be sent again.").waitFor();
  expect(it.receiver.requests.length).toBe(1);
  await it.dialog.getByRole("button", { name: "Send 1 delivery again" }).click();
  await it.dialog.getByText("1 delivery is sent again now.").waitFor();
  await it.receiver.received(2);
  await it.api.until(`/v2/webhooks/${it.id}/deliveries`, ({ data }) => data[0].status === "delivered");
});

test("what is in another time is not counted, and nothing can be sent then", async () => {
  await using it = await withFailed();
  await it.dialog.getByLabel("Own times").check();
  await it.dialog.getByLabel("Until").fill("2024-02-10T10:00");
  await it.dialog.getByText("Nothing of this time is to be sent again.").waitFor();
  const send = it.dialog.getByRole("button", { name: "Send again" });
  expect(await send.getAttribute("aria-disabled")).toBe("true");
  await send.click({ force: true });
  await it.dialog.getByLabel("Last hour").check();
  await it.dialog.getByText("1 failed delivery will be sent again.").waitFor();
  expect(it.receiver.requests.length).toBe(1);
});

test("times in the wrong order are said to be wrong", async () => {
  await using it = await withFailed();
  await it.dialog.getByLabel("Own times").check();
  const local = (at: number) => new Date(at).toISOString().slice(0, 16);
  await it.dialog.getByLabel("From").fill(local(Date.now()));
  await it.dialog.getByLabel("Until").fill(local(Date.now() - HOUR_MS));
  await it.dialog.getByText("This must be later than the beginning.").waitFor();
  expect(await it.dialog.getByRole("button", { name: "Send again" }).getAttribute("aria-disabled")).toBe("true");
});

test("while the webhook is stopped, enabling it comes first", async () => {
  await using it = await withFailed({ enabled: false });
  await it.dialog.getByText("The webhook is failed, so nothing is sent to it. Enable it first.").waitFor();
  await it.dialog.getByRole("button", { name: /^Enable webhook/ }).click();
  await it.dialog.getByRole("button", { name: "Send 1 delivery again" }).click();
  await it.dialog.getByText("1 delivery is sent again now.").waitFor();
  await it.receiver.received(2);
});
