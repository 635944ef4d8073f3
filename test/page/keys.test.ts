import { expect } from "bun:test";
import { KEYS } from "./appliance.ts";
import { type Stage, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

const DAY_MS = 86_400_000;

async function statusWith({ url }: Stage, key: string): Promise<number> {
  const { status } = await fetch(`${url}/v2/webhooks`, { headers: { authorization: `Bearer ${key}` } });
  return status;
}

/** Makes a key on an account's page. @returns the key, as it is shown */
async function makeKey({ page, open }: Stage, name: string, lifetime: string): Promise<string> {
  await open("/accounts/acc_other", KEYS.operator);
  await page.getByRole("button", { name: "Make a key" }).click();
  const dialog = page.getByRole("dialog", { name: "Make a key" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel(lifetime).check();
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await dialog.getByText("is shown this once").waitFor();
  return (await dialog.locator("pre").textContent()) ?? "";
}

test("a key is made, shown once, and works at once", async () => {
  await using it = await setup();
  const key = await makeKey(it, "CI", "until it is revoked");
  expect(await statusWith(it, key)).toBe(200);
  await it.page.keyboard.press("Escape");
  await it.page.locator("dialog").waitFor({ state: "detached" });
  await it.page.getByRole("row", { name: new RegExp(`CI …${key.slice(-4)}.*it is revoked`) }).waitFor();
  expect(await it.page.content()).not.toContain(key);
  await it.page.reload();
  await it.page.getByRole("row", { name: /CI/ }).waitFor();
  expect(await it.page.content()).not.toContain(key);
});

test("a key that is copied is the whole of it", async () => {
  await using it = await setup();
  await it.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const key = await makeKey(it, "CI", "90 days");
  await it.page.getByRole("dialog").getByRole("button", { name: "Copy" }).click();
  await it.page.getByText("Copied.").waitFor();
  expect(await it.page.evaluate(() => navigator.clipboard.readText())).toBe(key);
});

test("a key may be made for a time, and the list says until when it works", async () => {
  await using it = await setup();
  await makeKey(it, "for a month", "30 days");
  const { data } = await it.api.get("/v2/accounts/acc_other/keys");
  const days = (Date.parse(data[0].expires_at) - Date.now()) / DAY_MS;
  expect(days).toBeGreaterThan(29.9);
  expect(days).toBeLessThan(30.1);
  await it.page.keyboard.press("Escape");
  await it.page.getByRole("row", { name: /for a month.*in 29 days/ }).waitFor();
});

test("a key is revoked after a word about what that does, and then opens nothing", async () => {
  await using it = await setup();
  const key = await makeKey(it, "CI", "until it is revoked");
  await it.page.keyboard.press("Escape");
  expect(await statusWith(it, key)).toBe(200);
  await it.page.getByRole("button", { name: `Revoke CI …${key.slice(-4)}` }).click();
  const dialog = it.page.getByRole("dialog", { name: "Revoke the key" });
  await dialog.getByText("stops at once. Whoever still uses it gets 401.").waitFor();
  expect(await statusWith(it, key)).toBe(200);
  await dialog.getByRole("button", { name: "Revoke the key" }).click();
  await it.page.getByText("No key opens this account yet.").waitFor();
  expect(await statusWith(it, key)).toBe(401);
  expect(await dialog.count()).toBe(0);
});

test("a name that is too long is told at its field", async () => {
  await using it = await setup();
  await it.open("/accounts/acc_other", KEYS.operator);
  await it.page.getByRole("button", { name: "Make a key" }).click();
  const dialog = it.page.getByRole("dialog", { name: "Make a key" });
  await dialog.getByLabel("Name").fill("n".repeat(201));
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await dialog.locator(".field .fault").getByText("200").waitFor();
  expect(await dialog.getByLabel("Name").getAttribute("aria-invalid")).toBe("true");
  it.forgive(/ 422 /);
});
