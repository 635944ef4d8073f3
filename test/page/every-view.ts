import type { Page } from "playwright-core";
import { answer } from "../support/receiver.ts";
import { ACCOUNT, KEYS } from "./appliance.ts";
import type { Stage } from "./setup.ts";

/** A view of the page: how to come to it, and how to see that it is there. */
export interface View {
  readonly name: string;
  /** As in the address. */
  readonly path: string;
  readonly key: string;
  /** Opens it up as far as it goes; resolves when everything is there. */
  readonly arrive: (page: Page) => Promise<unknown>;
}

/** What there is to be seen, by ids. */
export interface Stored {
  readonly account: string;
  readonly webhook: string;
  readonly delivery: string;
  readonly event: string;
}

const LONG_NAME = "A name of two hundred characters, unbroken_from_here_".padEnd(200, "n");
const LONG_PATH = "/a-long-path".repeat(160).slice(0, 1_980);

/** One of each thing, with names and URLs as long as they may be: a delivery, a failed one, and one that waits. */
export async function storeOfEach({ api, receiver, webhook }: Stage): Promise<Stored> {
  const account = "acc_long";
  await api.post("/v2/accounts", { id: account, name: LONG_NAME });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  await api.post(`/v2/accounts/${account}/keys`, { name: LONG_NAME, expires_at: expiresAt });
  await api.post(`/v2/accounts/${account}/keys`, {});
  const { id } = await webhook({ url: `${receiver.url}${LONG_PATH}`, description: LONG_NAME });
  await webhook({ events: ["task.deleted"], enabled: false });
  receiver.reply(answer(200, "thanks"), answer(503, "away"));
  const data = { text: "unbroken".repeat(50), nested: { list: [1, 2, 3] } };
  const { id: event, deliveries } = await api.event({ data });
  await receiver.received(1);
  await api.event({ type: "task.updated" });
  await api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
  await api.event();
  return { account, webhook: id, delivery: deliveries[0].id, event };
}

/** Every view of the page with something in it. */
export function everyView({ account, webhook, delivery, event }: Stored): readonly View[] {
  const { operator } = KEYS;
  const ofWebhook = { path: `/webhooks/${webhook}`, key: operator };
  const ofAccount = { path: `/accounts/${account}`, key: operator };
  return [
    { name: "the overview", path: "/", key: operator, arrive: openChartTable },
    { name: "the overview of a week", path: "/?window=7d", key: KEYS.account, arrive: openChartTable },
    { ...ofWebhook, name: "a webhook", arrive: table("deliveries") },
    { name: "registering a webhook", path: "/webhooks/new", key: KEYS.account, arrive: registerNothing },
    { ...ofWebhook, name: "editing a webhook", arrive: form("Edit") },
    { ...ofWebhook, name: "rotating a secret", arrive: form("Rotate secret") },
    { ...ofWebhook, name: "recovering what failed", arrive: dialog("Recover failed", /recover/i) },
    { ...ofWebhook, name: "discarding what waits", arrive: form("Discard waiting") },
    { ...ofWebhook, name: "deleting a webhook", arrive: form("Delete") },
    { ...ofWebhook, name: "a test of a webhook", arrive: sendTest },
    { name: "the deliveries", path: "/deliveries", key: operator, arrive: table("deliveries") },
    { name: "a delivery", path: `/webhooks/${webhook}/deliveries/${delivery}`, key: operator, arrive: openDrawer },
    { name: "the events", path: "/events", key: operator, arrive: table("events") },
    { name: "an event", path: `/events/${event}`, key: operator, arrive: heading("Data") },
    {
      name: "sending an event",
      path: `/events/new?account=${account}`,
      key: operator,
      arrive: fill("Data", "no JSON", "Send event"),
    },
    { name: "the accounts", path: "/accounts", key: operator, arrive: table("row-link") },
    { name: "making an account", path: "/accounts", key: operator, arrive: makeAccount },
    { ...ofAccount, name: "an account", arrive: table("keys") },
    { ...ofAccount, name: "renaming an account", arrive: dialog("Rename", "Rename the account") },
    { ...ofAccount, name: "deleting an account", arrive: dialog("Delete", "Delete the account") },
    { ...ofAccount, name: "making a key", arrive: dialog("Make a key", "Make a key") },
    { ...ofAccount, name: "a key that was made", arrive: makeKey },
    { ...ofAccount, name: "revoking a key", arrive: dialog(/^Revoke/, "Revoke the key") },
    { name: "the keys of the keyboard", path: "/system", key: operator, arrive: openHelp },
    { name: "the system", path: "/system", key: operator, arrive: heading("Configuration in force") },
  ];
}

/** Views of what is not there yet, or may not be seen. */
export const EMPTY_VIEWS: readonly View[] = [
  { name: "the overview without webhooks", path: "/", key: KEYS.account, arrive: heading("Register the first one") },
  {
    name: "the events while there are none",
    path: "/events",
    key: KEYS.account,
    arrive: text("No event was accepted"),
  },
  {
    name: "the system without an operator's key",
    path: "/system",
    key: KEYS.account,
    arrive: text("Only an operator"),
  },
  { name: "an account without keys", path: "/accounts/acc_other", key: KEYS.operator, arrive: text("No key opens") },
];

function heading(name: string) {
  return (page: Page) => page.getByRole("heading", { name }).waitFor();
}

function text(words: string) {
  return (page: Page) => page.getByText(words).waitFor();
}

function table(name: string) {
  return (page: Page) => page.locator(`.${name} td`).first().waitFor();
}

function dialog(button: string | RegExp, title: string | RegExp) {
  return async (page: Page) => {
    await page.getByRole("button", { name: button }).first().click();
    await page.getByRole("dialog", { name: title }).waitFor();
  };
}

function form(button: string) {
  return async (page: Page) => {
    await page.getByRole("button", { name: button, exact: true }).click();
    await page.locator("dialog form").waitFor();
  };
}

/** With fields at fault. */
async function registerNothing(page: Page) {
  await page.getByRole("button", { name: "Register webhook" }).click();
  await page.getByText("Choose at least one.").waitFor();
}

/** With request and answer side by side. */
async function sendTest(page: Page) {
  await page.getByRole("button", { name: "Send test" }).click();
  await page.getByRole("link", { name: "Open its delivery" }).waitFor();
}

/** With a field at fault. */
function fill(field: string, words: string, submit: string) {
  return async (page: Page) => {
    await page.getByLabel(field, { exact: true }).fill(words);
    await page.getByRole("button", { name: submit }).click();
    await page.locator(".field .fault").waitFor();
  };
}

async function makeAccount(page: Page) {
  await dialog("Make an account", "Make an account")(page);
  await page.getByLabel("Id", { exact: true }).fill(ACCOUNT);
}

async function makeKey(page: Page) {
  await dialog("Make a key", "Make a key")(page);
  await page.getByRole("button", { name: "Make the key" }).click();
  await page.getByText("is shown this once").waitFor();
}

async function openChartTable(page: Page) {
  await page.getByText("As a table").click();
  await page.locator(".figures-table").waitFor();
  await page.locator(".webhooks td").first().waitFor();
}

async function openDrawer(page: Page) {
  const drawer = page.getByRole("dialog");
  await drawer.locator("summary").first().waitFor();
  for (const summary of await drawer.locator("summary").all()) await summary.click();
}

async function openHelp(page: Page) {
  await page.getByRole("heading", { name: "Storage" }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
}
