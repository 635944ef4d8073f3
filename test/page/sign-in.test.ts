import { expect } from "bun:test";
import { KEYS } from "./appliance.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("a wrong key is refused, with why, and what is behind it stays unseen", async () => {
  await using it = await setup();
  const { url } = await it.webhook();
  await it.page.goto("/");
  await it.page.getByLabel("API key or operator key").fill("a-key-that-nobody-made");
  await it.page.getByRole("button", { name: "Sign in" }).click();
  await it.page.getByRole("alert").getByText("This key is not known here, or no longer valid.").waitFor();
  expect(await it.page.getByLabel("API key or operator key").inputValue()).toBe("");
  expect(await it.page.content()).not.toContain(url);
  expect(it.faults.splice(0)).toEqual([expect.stringContaining("401 (Unauthorized)")]);
});

test("a good key shows the account, over a reload too, but not in another tab", async () => {
  await using it = await setup();
  const { url } = await it.webhook();
  await it.page.goto("/");
  await it.page.getByLabel("API key or operator key").fill(` ${KEYS.account} `);
  await it.page.keyboard.press("Enter");
  await it.page.getByRole("link", { name: url }).waitFor();
  await it.page.reload();
  await it.page.getByRole("link", { name: url }).waitFor();

  const other = await it.page.context().newPage();
  await other.goto("/");
  await other.getByRole("button", { name: "Sign in" }).waitFor();
});

test("a sign-in link signs in, and leaves no key in the address or in the history", async () => {
  await using it = await setup();
  const { url } = await it.webhook();
  await it.page.goto("/");
  await it.page.goto(`/#key=${KEYS.account}`);
  await it.page.getByRole("link", { name: url }).waitFor();
  expect(it.page.url()).toBe(`${it.url}/#/`);
  await it.page.goBack();
  expect(it.page.url()).not.toContain(KEYS.account);
});

test("signing out forgets the key", async () => {
  await using it = await setup();
  await it.open();
  await it.page.getByRole("button", { name: "Sign out" }).click();
  await it.page.getByRole("button", { name: "Sign in" }).waitFor();
  expect(await it.page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);
  await it.page.reload();
  await it.page.getByRole("button", { name: "Sign in" }).waitFor();
});

test("a key that is revoked while the page is open ends the session, with why", async () => {
  await using it = await setup();
  const { id, key } = await it.api.post("/v2/accounts/acc_other/keys", {});
  await it.open("/", key);
  await it.page.getByText("No webhooks yet").waitFor();
  await it.api.del(`/v2/accounts/acc_other/keys/${id}`);
  await it.poll();
  await it.page.getByText("This key is not known here, or no longer valid.").waitFor();
  it.forgive(/ 401 /);
});
