import { expect } from "bun:test";
import { KEYS } from "./appliance.ts";
import { SECRET, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("the first webhook is registered from the empty page: its secret is shown once, and a test is sent", async () => {
  await using it = await setup();
  await it.open();
  await it.page.getByRole("link", { name: "Register a webhook" }).click();
  await it.page.getByLabel("URL").fill(it.receiver.url);
  await it.page.getByLabel("Description").fill("Posts to the chat");
  await it.page.getByLabel("All of task.*").check();
  await it.page.getByLabel("comment.created").check();
  await it.page.getByRole("button", { name: "Register webhook" }).click();
  const heading = it.page.getByRole("heading", { name: "It is registered." });
  await heading.waitFor();
  expect(await heading.evaluate((element) => element === document.activeElement)).toBe(true);
  const secret = await it.page.locator("pre", { hasText: "whsec_" }).textContent();
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  const { data } = await it.api.get("/v2/webhooks");
  expect(data).toMatchObject([{ description: "Posts to the chat", events: ["task.*", "comment.created"] }]);

  await it.page.getByRole("button", { name: "Send test" }).click();
  await it.page.getByText("Delivered: the endpoint answered 200.").waitFor();
  const [request] = await it.receiver.received(1);
  const signed = new Bun.CryptoHasher("sha256", String(secret)).update(String(request?.body)).digest("hex");
  expect(request?.headers["x-taskflow-signature"]).toBe(`sha256=${signed}`);

  await it.page.getByRole("link", { name: "Go to the webhook" }).click();
  await it.page.getByRole("heading", { name: it.receiver.url }).waitFor();
  expect(await it.page.content()).not.toContain(String(secret));
});

test("the secret is copied, and where the browser has no clipboard it is selected", async () => {
  await using it = await setup();
  await it.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await it.open("/webhooks/new");
  await it.page.getByLabel("URL").fill(it.receiver.url);
  await it.page.getByLabel("All events").check();
  await it.page.getByRole("button", { name: "Register webhook" }).click();
  await it.page.getByRole("button", { name: "Copy" }).click();
  await it.page.getByText("Copied.").waitFor();
  const secret = await it.page.locator("pre", { hasText: "whsec_" }).textContent();
  expect(await it.page.evaluate(() => navigator.clipboard.readText())).toBe(String(secret));

  await it.page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await it.page.getByRole("button", { name: "Copy" }).click();
  await it.page.getByText("It is selected: copy it by hand.").waitFor();
  expect(await it.page.evaluate(() => String(getSelection()))).toBe(String(secret));
});

test("a secret of one's own is not shown", async () => {
  await using it = await setup();
  await it.webhook();
  await it.open();
  await it.page.getByRole("link", { name: "Register a webhook" }).click();
  await it.page.getByLabel("URL").fill(`${it.receiver.url}/second`);
  await it.page.getByLabel("All events").check();
  await it.page.getByLabel("Secret").fill(SECRET);
  await it.page.getByRole("button", { name: "Register webhook" }).click();
  await it.page.getByRole("heading", { name: "It is registered." }).waitFor();
  expect(await it.page.content()).not.toContain(SECRET);
  expect(await it.page.getByText("shown this once").count()).toBe(0);
});

test("what is missing or refused stands at its field, which gets the focus and says it", async () => {
  await using it = await setup();
  await it.open("/webhooks/new");
  const url = it.page.getByLabel("URL");
  await it.page.getByRole("button", { name: "Register webhook" }).click();
  await it.page.getByText("Choose at least one.").waitFor();
  const focused = () => url.evaluate((element) => element === document.activeElement);
  expect(await focused()).toBe(true);
  expect(await url.getAttribute("aria-invalid")).toBe("true");

  await it.page.getByLabel("task.created").check();
  await url.fill("ftp://example.com");
  await it.page.getByRole("button", { name: "Register webhook" }).click();
  const fault = it.page.getByText("A webhook's URL begins with https://.");
  await fault.waitFor();
  expect(await focused()).toBe(true);
  expect(await url.getAttribute("aria-describedby")).toContain(String(await fault.getAttribute("id")));
  expect(await it.page.getByRole("alert").count()).toBe(0);
  it.forgive(/ 422 /);
});

test("what is wrong with none of the fields is said above the button", async () => {
  await using it = await setup();
  for (let count = 0; count < 10; count += 1) await it.webhook({ url: `${it.receiver.url}/${count}` });
  await it.open("/webhooks/new");
  await it.page.getByLabel("URL").fill(`${it.receiver.url}/eleventh`);
  await it.page.getByLabel("All events").check();
  await it.page.getByRole("button", { name: "Register webhook" }).click();
  await it.page.getByRole("alert").getByText("This account has 10 webhooks, which is the limit").waitFor();
  it.forgive(/ 409 /);
});

test("a box that another one covers is ticked, and as it was when that is taken back", async () => {
  await using it = await setup();
  await it.open("/webhooks/new");
  const one = it.page.getByLabel("task.created");
  const other = it.page.getByLabel("task.deleted");
  await one.check();
  await it.page.getByLabel("All of task.*").check();
  expect([await other.isChecked(), await other.isDisabled(), await one.isChecked()]).toEqual([true, true, true]);
  await it.page.getByLabel("All events").check();
  expect(await it.page.getByLabel("All of comment.*").isChecked()).toBe(true);
  await it.page.getByLabel("All events").uncheck();
  await it.page.getByLabel("All of task.*").uncheck();
  expect([await one.isChecked(), await other.isChecked()]).toEqual([true, false]);
});

test("an operator says whose webhook it is", async () => {
  await using it = await setup();
  await it.open("/webhooks/new", KEYS.operator);
  await it.page.getByLabel("URL").fill(it.receiver.url);
  await it.page.getByLabel("All events").check();
  await it.page.getByRole("button", { name: "Register webhook" }).click();
  await it.page.getByText("Choose whose it is.").waitFor();
  await it.page.getByLabel("Account").selectOption("acc_other");
  await it.page.getByRole("button", { name: "Register webhook" }).click();
  await it.page.getByRole("heading", { name: "It is registered." }).waitFor();
  const { data } = await it.api.get("/v2/webhooks?account_id=acc_other");
  expect(data).toMatchObject([{ url: it.receiver.url, events: ["*"] }]);
});

test("an operator who looks at one account registers for that one", async () => {
  await using it = await setup();
  await it.open("/?account=acc_other", KEYS.operator);
  await it.page.getByRole("link", { name: "Register a webhook" }).click();
  await it.page.getByLabel("URL").waitFor();
  expect(await it.page.getByLabel("Account").inputValue()).toBe("acc_other");
});
