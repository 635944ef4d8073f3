import { expect } from "bun:test";
import { makeCertificates } from "../support/certificates.ts";
import { answer } from "../support/receiver.ts";
import { ACCOUNT } from "./appliance.ts";
import { SECRET, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("who comes to a webhook starts at its top, with the keyboard too", async () => {
  await using it = await setup();
  const { url } = await it.webhook();
  await it.page.setViewportSize({ width: 600, height: 200 });
  await it.open();
  await it.page.getByRole("link", { name: url }).click();
  await it.page.getByRole("heading", { name: url }).waitFor();
  expect(await it.page.evaluate(() => scrollY)).toBe(0);
  const main = it.page.getByRole("main");
  expect(await main.evaluate((element) => element === document.activeElement)).toBe(true);
});

test("its client certificate is shown by its name and its end", async () => {
  await using it = await setup();
  const { cert, key } = makeCertificates().issue("acme.test");
  const url = "https://hooks.example.com/";
  const { id } = await it.webhook({ url, client_certificate: { certificate: cert, private_key: key } });
  await it.open(`/webhooks/${id}`);
  await it.page.getByText("CN=acme.test, expires in 1 day").waitFor();
});

test("a webhook is disabled and enabled", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("button", { name: /^Disable webhook/ }).click();
  await it.page.getByText("Switched off. Deliveries are kept").waitFor();
  expect(await it.api.get(`/v2/webhooks/${id}`)).toMatchObject({ enabled: false, status: "disabled" });
  await it.page.getByRole("button", { name: /^Enable webhook/ }).click();
  await it.page.getByText("Deliveries are sent.").waitFor();
  expect(await it.api.get(`/v2/webhooks/${id}`)).toMatchObject({ enabled: true, status: "active" });
});

test("the second click of a double click does not undo what the first one did", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("button", { name: /^Disable webhook/ }).click();
  await it.page.getByRole("button", { name: /^Enable webhook/ }).waitFor();
  await it.page.mouse.down({ clickCount: 2 });
  await it.page.mouse.up({ clickCount: 2 });
  await it.poll();
  await it.page.getByText("Switched off. Deliveries are kept").waitFor();
  expect(await it.api.get(`/v2/webhooks/${id}`)).toMatchObject({ enabled: false, status: "disabled" });
});

test("a failed webhook says since when and why, and is enabled there", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  it.receiver.reply(answer(410));
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
  await it.open(`/webhooks/${id}`);
  await it.page.getByText(/The endpoint answered 410 Gone (just now|\d+ s ago)\./).waitFor();
  await it.page.getByRole("button", { name: /^Enable webhook/ }).click();
  await it.page.getByText("Deliveries are sent, and tried again on schedule.").waitFor();
});

test("a webhook that there is not, or no longer, is said to be none", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  await it.open(`/webhooks/${id}`);
  await it.page.getByText("Deliveries are sent.").waitFor();
  await it.api.del(`/v2/webhooks/${id}`);
  await it.poll();
  await it.page.getByText("What you see is from before. There is no webhook with this id").waitFor();
  await it.page.reload();
  await it.page.getByRole("main").getByText("There is no webhook with this id").waitFor();
  it.forgive(/ 404 /);
});

test("what failed needs first is the one button that stands out", async () => {
  await using it = await setup();
  const { id } = await it.webhook({ enabled: false });
  await it.open(`/webhooks/${id}`);
  const primary = it.page.locator("main .primary");
  await primary.waitFor();
  expect(await primary.allTextContents()).toEqual(["Enable webhook"]);
  await primary.click();
  await it.page.getByText("Deliveries are sent.").waitFor();
  expect(await primary.allTextContents()).toEqual(["Send test"]);
});

test("a webhook of the configuration file says so, and can be switched but not edited", async () => {
  await using it = await setup({
    webhooks: [{ id: "wh_ci", account: ACCOUNT, url: "http://127.0.0.1:9/ci", events: ["*"], secret: SECRET }],
  });
  await it.open("/webhooks/wh_ci");
  await it.page.getByText("It is in the configuration file: change it there, and restart.").waitFor();
  await it.page.getByRole("button", { name: "Recover failed" }).waitFor();
  for (const name of ["Edit", "Rotate secret", "Delete"])
    expect(await it.page.getByRole("button", { name }).count()).toBe(0);
  await it.page.getByRole("button", { name: /^Disable webhook/ }).click();
  await it.page.getByText("Switched off. Deliveries are kept").waitFor();
});

test("of a URL of 2,000 characters the head shows the beginning, and all of it when asked", async () => {
  await using it = await setup();
  const url = `${it.receiver.url}/${"long/".repeat(390)}`;
  const { id } = await it.webhook({ url });
  await it.open(`/webhooks/${id}`);
  const heading = it.page.getByRole("heading", { level: 1 });
  await heading.waitFor();
  expect((await heading.boundingBox())?.height).toBeLessThan(150);
  await it.page.getByText("The whole URL").click();
  await it.page.getByRole("paragraph").filter({ hasText: url }).waitFor();
});

test("while its endpoint fails the webhook's page says why and what to do, and how much waits", async () => {
  await using it = await setup({ retries: ["1h"] });
  const { id } = await it.webhook();
  it.receiver.reply(answer(503));
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}/deliveries`, ({ data }) => data[0].attempts.length === 1);
  await it.open(`/webhooks/${id}`);
  const trouble = it.page.getByRole("region", { name: "Needs attention" });
  await trouble.getByText("The receiver failed on its side (503).").waitFor();
  expect(await trouble.textContent()).toContain("1 delivery waits for a retry.");
  await it.page.getByText("1 pending, 0 held").waitFor();
  it.receiver.reply(answer(200));
  await it.api.event();
  await it.api.until(`/v2/webhooks/${id}/deliveries`, ({ data }) => data[0].status === "delivered");
  await it.poll();
  await trouble.waitFor({ state: "detached" });
});
