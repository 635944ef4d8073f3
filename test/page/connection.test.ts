import { expect } from "bun:test";
import { SETTLED_EVERY_MS } from "../../public/polling.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("when the server is away the page says so, keeps what it knows, and goes on by itself when it is back", async () => {
  await using it = await setup();
  const { id, url } = await it.webhook();
  await it.open();
  await it.page.getByRole("link", { name: url }).waitFor();
  await it.page.context().setOffline(true);
  await it.poll();
  await it.page.getByRole("status").getByText("The server has not answered since").waitFor();
  expect(await it.page.getByRole("link", { name: url }).isVisible()).toBe(true);
  await it.page.context().setOffline(false);
  await it.api.del(`/v2/webhooks/${id}`);
  await it.poll();
  await it.page.getByRole("status").getByText("The server answers again.").waitFor();
  await it.page.getByRole("link", { name: url }).waitFor({ state: "hidden" });
  it.forgive(/ERR_INTERNET_DISCONNECTED/);
});

test("an open drawer says that it is from before, for it covers the page's notice", async () => {
  await using it = await setup();
  const { id } = await it.webhook({ enabled: false });
  const { deliveries } = await it.api.event();
  await it.open(`/webhooks/${id}/deliveries/${deliveries[0].id}`);
  await it.page.getByRole("dialog").getByText("The webhook is disabled, so this is kept.").waitFor();
  await it.page.context().setOffline(true);
  const notice = it.page.getByRole("dialog").getByText("What you see is from before. The server did not answer.");
  // A request that was on its way may still be answered, and then the next one is the first that fails.
  while (!(await notice.isVisible())) await it.poll(SETTLED_EVERY_MS);
  it.forgive(/ERR_INTERNET_DISCONNECTED/);
});
