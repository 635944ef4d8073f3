import { expect } from "bun:test";
import { SECRET, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

async function withDialog() {
  const it = await setup();
  const { id } = await it.webhook();
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("button", { name: "Rotate secret" }).click();
  const dialog = it.page.getByRole("dialog", { name: "Rotate the secret" });
  return { ...it, id, dialog, rotate: dialog.getByRole("button", { name: "Rotate secret" }) };
}

/** Both signatures of the request that an event leads to. */
async function signaturesOf(it: Awaited<ReturnType<typeof withDialog>>, count: number) {
  await it.api.event();
  const request = (await it.receiver.received(count))[count - 1];
  const own = (secret: string) =>
    `sha256=${new Bun.CryptoHasher("sha256", secret).update(String(request?.body)).digest("hex")}`;
  return {
    header: request?.headers["x-taskflow-signature"],
    own,
    standard: String(request?.headers["webhook-signature"]).split(" ").length,
  };
}

test("a made secret is shown once, and until when the old one signs too", async () => {
  await using it = await withDialog();
  await it.dialog.getByText("holds two signatures").waitFor();
  await it.dialog.getByLabel("7 days").check();
  await it.rotate.click();
  await it.dialog.getByText(/the old one does too until .* \(in (7|6) days\)/).waitFor();
  const secret = await it.dialog.locator("pre").textContent();
  expect(secret).toMatch(/^whsec_/);
  const { header, own, standard } = await signaturesOf(it, 1);
  expect(header).toBe(own(String(secret)));
  expect(standard).toBe(2);
  await it.dialog.getByRole("button", { name: "Close" }).click();
  await it.page.locator("dialog").waitFor({ state: "detached" });
  expect(await it.page.content()).not.toContain(String(secret));
});

test("a click beside the secret does not lose it", async () => {
  await using it = await withDialog();
  await it.rotate.click();
  await it.dialog.locator("pre").waitFor();
  await it.page.mouse.click(5, 5);
  expect(await it.dialog.locator("pre").count()).toBe(1);
});

test("a secret of one's own takes over, and is not shown", async () => {
  await using it = await withDialog();
  await it.dialog.getByLabel("New secret").fill("correct horse battery staple");
  await it.dialog.getByLabel("1 hour").check();
  await it.rotate.click();
  await it.dialog.getByText("The new secret signs from now on").waitFor();
  expect(await it.dialog.textContent()).not.toContain("correct horse");
  const { header, own } = await signaturesOf(it, 1);
  expect(header).toBe(own("correct horse battery staple"));
  expect(header).not.toBe(own(SECRET));
});
