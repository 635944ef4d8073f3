import { expect } from "bun:test";
import { ACCOUNT, KEYS } from "./appliance.ts";
import { type Stage, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

/** The dialog in which an account is made. */
async function openDialog({ page, open }: Stage) {
  await open("/accounts", KEYS.operator);
  await page.getByRole("button", { name: "Make an account" }).click();
  const dialog = page.getByRole("dialog", { name: "Make an account" });
  return {
    dialog,
    name: dialog.getByLabel("Name"),
    id: dialog.getByLabel("Id"),
    make: dialog.getByRole("button", { name: "Make the account" }),
  };
}

test("an operator makes an account, and comes to its page", async () => {
  await using it = await setup();
  const { dialog, name, id, make } = await openDialog(it);
  await name.fill("Globex");
  await id.fill("acc_globex");
  await make.click();
  await it.page.getByRole("heading", { name: "Globex", level: 1 }).waitFor();
  expect(await dialog.count()).toBe(0);
  expect(it.page.url()).toEndWith("#/accounts/acc_globex");
  expect(await it.api.get("/v2/accounts/acc_globex")).toMatchObject({ name: "Globex", managed_by: "api" });
  await it.page.getByText("No key opens this account yet.").waitFor();
  await it.page.getByRole("link", { name: "All accounts" }).click();
  await it.page.getByRole("row", { name: /Globex.*acc_globex.*API/ }).waitFor();
});

for (const { what, given, told } of [
  { what: "that is taken", given: ACCOUNT, told: "An account has this id already." },
  { what: "that cannot be one", given: "globex", told: "acc_ and then letters, digits, - or _" },
])
  test(`an id ${what} is told at its field, which gets the focus`, async () => {
    await using it = await setup();
    const { dialog, id, make } = await openDialog(it);
    await id.fill(given);
    await make.click();
    await dialog.getByText(told).waitFor();
    expect(await id.getAttribute("aria-invalid")).toBe("true");
    expect(await id.evaluate((field) => field === document.activeElement)).toBe(true);
    expect((await it.api.get("/v2/accounts")).data.length).toBe(2);
    it.forgive(/ 409 | 422 /);
  });

test("an account is renamed", async () => {
  await using it = await setup();
  await it.api.post("/v2/accounts", { id: "acc_globex", name: "Globex" });
  await it.open("/accounts/acc_globex", KEYS.operator);
  await it.page.getByRole("button", { name: "Rename" }).click();
  const dialog = it.page.getByRole("dialog", { name: "Rename the account" });
  expect(await dialog.getByLabel("Name").inputValue()).toBe("Globex");
  await dialog.getByLabel("Name").fill("Globex Corporation");
  await dialog.getByRole("button", { name: "Rename" }).click();
  await it.page.getByRole("heading", { name: "Globex Corporation", level: 1 }).waitFor();
  await dialog.waitFor({ state: "detached" });
  const button = it.page.getByRole("button", { name: "Rename" });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
});

test("an account is deleted only by who has typed its id", async () => {
  await using it = await setup();
  await it.api.post("/v2/accounts", { id: "acc_globex", name: "Globex" });
  await it.open("/accounts/acc_globex", KEYS.operator);
  await it.page.getByRole("button", { name: "Delete" }).click();
  const dialog = it.page.getByRole("dialog", { name: "Delete the account" });
  const confirm = dialog.getByRole("button", { name: "Delete the account" });
  await dialog.getByLabel("To go on, type acc_globex").fill("acc_glob");
  // It is aria-disabled, which the browser lets be clicked and the page does not.
  await confirm.click({ force: true });
  expect(await it.api.get("/v2/accounts/acc_globex")).toMatchObject({ id: "acc_globex" });
  await dialog.getByLabel("To go on, type acc_globex").fill("acc_globex");
  await confirm.click();
  await it.page.getByRole("heading", { name: "Accounts", level: 1 }).waitFor();
  await it.page.getByRole("row", { name: /Acme/ }).waitFor();
  expect((await it.api.get("/v2/accounts")).data.length).toBe(2);
});

test("what the configuration file decides is said, and not offered to be changed", async () => {
  await using it = await setup();
  await it.open(`/accounts/${ACCOUNT}`, KEYS.operator);
  await it.page.getByText("The configuration file decides its name and its keys there.").waitFor();
  await it.page.getByText("from the configuration").waitFor();
  for (const name of ["Rename", "Delete", /^Revoke/])
    expect(await it.page.getByRole("button", { name }).count()).toBe(0);
});

test("an account leads to its webhooks, deliveries and events alone", async () => {
  await using it = await setup();
  await it.webhook({ url: `${it.receiver.url}/acme` });
  await it.webhook({ url: `${it.receiver.url}/other`, account_id: "acc_other" });
  await it.open("/accounts/acc_other", KEYS.operator);
  const href = (name: string) => it.page.getByRole("link", { name, exact: true }).getAttribute("href");
  expect(await href("Its deliveries")).toBe("#/deliveries?account=acc_other");
  expect(await href("Its events")).toBe("#/events?account=acc_other");
  await it.page.getByRole("link", { name: "Its webhooks" }).click();
  await it.page.getByRole("link", { name: "/other" }).waitFor();
  expect(await it.page.getByRole("link", { name: "/acme" }).count()).toBe(0);
});

test("an account's key sees no link to accounts or the system, and nothing at their addresses", async () => {
  await using it = await setup();
  await it.open("/");
  const views = it.page.getByRole("navigation", { name: "Views" });
  await it.page.getByText("No webhooks yet").waitFor();
  expect(await views.getByRole("link").allTextContents()).toEqual(["Overview", "Deliveries", "Events"]);
  expect(await it.page.getByLabel("Account", { exact: true }).count()).toBe(0);
  for (const path of ["/accounts", "/accounts/acc_other", `/accounts/${ACCOUNT}`, "/system"]) {
    await it.page.goto(`/#${path}`);
    await it.page
      .getByText(/operator/)
      .first()
      .waitFor();
    const shown = await it.page.getByRole("main").textContent();
    expect(shown).not.toMatch(/Acme|acc_other|storage\./);
  }
  it.forgive(/ 403 /);
});
