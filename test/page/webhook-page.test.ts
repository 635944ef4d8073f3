import { expect } from "bun:test";
import { makeCertificates } from "../support/certificates.ts";
import { answer } from "../support/receiver.ts";
import { setupPages } from "./setup.ts";

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

test("a test is sent, and what came of it is said with a way to its delivery", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("region", { name: "Send a test" }).getByLabel("Event type").selectOption("comment.created");
  await it.page.getByRole("button", { name: "Send test" }).click();
  await it.page.getByText("Delivered: the endpoint answered 200.").waitFor();
  const [request] = await it.receiver.received(1);
  expect(request?.headers["x-taskflow-event"]).toBe("comment.created");
  await it.page.getByRole("link", { name: "See request and answer" }).click();
  await it.page.getByRole("dialog", { name: "comment.created" }).waitFor();
});

test("a test that fails says why, what to do, and leaves the webhook active", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  it.receiver.reply(answer(401));
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("button", { name: "Send test" }).click();
  await it.page.getByText("The endpoint says that the request is not authorized (401).").waitFor();
  await it.page.getByText("compare the secret at the receiver").waitFor();
  await it.page.getByText("Deliveries are sent.").waitFor();
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
  await it.page.getByText("Deliveries are sent.").waitFor();
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
