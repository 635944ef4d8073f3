import { expect } from "bun:test";
import { KEYS } from "./appliance.ts";
import { SECRET, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("the system is told in figures: version, storage, dispatcher", async () => {
  await using it = await setup({ deliveriesPerDay: 1 });
  await it.webhook();
  await it.api.event();
  await it.receiver.received(1);
  await it.api.event();
  await it.open("/system", KEYS.operator);
  await it.page.getByText(/^TaskFlow Hooks [\d.]+ on Bun [\d.]+, started (just now|\d+ s ago)\.$/).waitFor();
  const storage = await it.page.getByRole("region", { name: "Storage" }).textContent();
  expect(storage).toMatch(/takes writes.*Database[\d.]+ (MB|KB).*known after an hour.*free of/);
  const dispatcher = it.page.getByRole("region", { name: "Dispatcher" });
  expect(await dispatcher.textContent()).toMatch(/running.*of at most 4,096.*Pending0.*Held1.*never set/);
});

test("each setting is shown with its value and where that is from, and secrets are not", async () => {
  await using it = await setup({ deliveriesPerDay: 77 });
  await it.webhook();
  await it.open("/system", KEYS.operator);
  const row = (path: string) => it.page.getByRole("row").filter({ hasText: path });
  await row("limits.deliveriesPerWebhookPerDay").waitFor();
  const shown = async (path: string) => (await row(path).textContent())?.replaceAll(/\s+/g, " ");
  expect(await shown("limits.deliveriesPerWebhookPerDay")).toBe(
    "limits.deliveriesPerWebhookPerDay77taskflow-hooks.config.json",
  );
  expect(await shown("server.port")).toBe("server.port0--port");
  expect(await shown("delivery.timeout")).toBe("delivery.timeout5sdefault");
  expect(await shown("operatorKeys")).toContain("(hidden)");
  const everything = await it.page.content();
  for (const secret of [...Object.values(KEYS), SECRET]) expect(everything).not.toContain(secret);
});

test("a search narrows the settings by name and by where they are from", async () => {
  await using it = await setup();
  await it.open("/system", KEYS.operator);
  const search = it.page.getByRole("searchbox", { name: "Search settings" });
  const paths = it.page.locator(".settings tbody th");
  await search.fill("RETENTION.");
  expect(await paths.allTextContents()).toEqual(["retention.delivered", "retention.failed", "retention.held"]);
  await search.fill("--port");
  expect(await paths.allTextContents()).toEqual(["server.port"]);
  await search.fill("nothing like it");
  await it.page.getByText("No setting matches this search.").waitFor();
});

test("an account's key is told that the system is the operator's, and asks for nothing of it", async () => {
  await using it = await setup();
  await it.open("/system");
  await it.page.getByText("Only an operator’s key may look at the system").waitFor();
  await it.poll();
  expect(it.requested.filter((url) => url.includes("/v2/system"))).toEqual([]);
});
