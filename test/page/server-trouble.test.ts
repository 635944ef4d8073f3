import { expect } from "bun:test";
import { KEYS } from "./appliance.ts";
import { type Stage, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

const MAX_BYTES = 16 * 1024 * 1024;

/** Fills the database with what waits, until the server finds that of itself. */
async function fillUntil({ api, webhook }: Stage, said: string): Promise<void> {
  await webhook({ enabled: false });
  const data = "x".repeat(400_000);
  const found = async () => JSON.stringify((await api.get("/v2/system")).findings);
  // Once it is full, it takes no more.
  while (!(await found()).includes(said)) await api.event({ data }).catch(() => {});
}

test("a storage that is nearly full is first on the operator's page, with what to do, and at the system's", async () => {
  await using it = await setup({ maxBytes: MAX_BYTES });
  await fillUntil(it, "Raise storage.maxBytes");
  await it.open("/", KEYS.operator);
  await it.page
    .getByRole("heading", { name: /^The server and 1 webhook need attention: the disk is nearly full; .* is disabled/ })
    .waitFor();
  expect(await it.page.title()).toBe("(2) TaskFlow Hooks");
  const attention = it.page.getByRole("region", { name: "Needs attention" });
  await attention.getByText("Raise storage.maxBytes (now 16.8 MB)").waitFor();
  await attention.getByRole("link", { name: "See the system" }).click();
  await it.page.getByRole("heading", { name: "System", level: 1 }).waitFor();
  await attention.getByText("The server: the disk is nearly full").waitFor();
  const storage = await it.page.getByRole("region", { name: "Storage" }).textContent();
  expect(storage).toMatch(/Database1[56]\.\d MB of 16\.8 MB \(storage\.maxBytes\)/);
});

test("a storage that is full is said so, beside a webhook in trouble", async () => {
  await using it = await setup({ maxBytes: MAX_BYTES });
  const { id } = await it.webhook({ events: ["task.deleted"] });
  it.receiver.reply("close");
  await it.api.event({ type: "task.deleted" });
  await it.api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
  await fillUntil(it, "The storage is full");
  await it.open("/", KEYS.operator);
  await it.page
    .getByRole("heading", { name: /^The server and 2 webhooks need attention: the storage is full; .* failed/ })
    .waitFor();
  await it.page.getByText("new events are refused with 507").waitFor();
  await it.page.goto("/#/system");
  await it.page.getByText("full: new events are refused", { exact: true }).waitFor();
});

test("an account is told nothing of the server's troubles", async () => {
  await using it = await setup({ maxBytes: MAX_BYTES });
  await fillUntil(it, "Raise storage.maxBytes");
  await it.open();
  await it.page
    .getByRole("heading", { name: /^1 webhook needs attention: .* is disabled while deliveries wait\.$/ })
    .waitFor();
  expect(it.requested.filter((url) => url.includes("/v2/system"))).toEqual([]);
});
