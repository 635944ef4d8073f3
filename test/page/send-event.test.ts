import { expect } from "bun:test";
import { KEYS } from "./appliance.ts";
import { type Stage, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

function partsOf({ page }: Stage) {
  return {
    account: page.getByRole("main").getByLabel("Account", { exact: true }),
    type: page.getByLabel("Event type", { exact: true }),
    data: page.getByLabel("Data", { exact: true }),
    send: page.getByRole("button", { name: "Send event" }),
  };
}

test("a type comes with its sample, is in the address, and what is sent reaches whoever listens", async () => {
  await using it = await setup();
  await it.webhook();
  await it.webhook({ events: ["comment.created"] });
  const { data: types } = await it.api.get("/v2/event-types");
  const { example } = types.find(({ type }: { type: string }) => type === "comment.created");
  await it.open("/events");
  await it.page.getByRole("link", { name: "Send an event" }).click();
  const { type, data, send } = partsOf(it);
  await type.selectOption("comment.created");
  await it.page.waitForURL(/#\/events\/new\?event_type=comment\.created$/);
  expect(JSON.parse(await data.inputValue())).toEqual(example);
  await send.click();
  await it.page.getByText("Accepted, and on its way to 2 webhooks.").waitFor();
  const [request] = await it.receiver.received(2);
  expect(JSON.parse(request?.body ?? "")).toMatchObject({ type: "comment.created", data: example });
  await it.page.getByRole("link", { name: "See the event" }).click();
  await it.page.getByRole("heading", { name: "comment.created", level: 1 }).waitFor();
});

test("the data goes out as it is written, with numbers that a browser would spoil", async () => {
  await using it = await setup();
  await it.webhook();
  await it.open("/events/new");
  const { type, data, send } = partsOf(it);
  await type.locator("option").first().waitFor({ state: "attached" });
  const written = '{"big": 12345678901234567890,  "half": 0.50}';
  await data.fill(written);
  await send.click();
  await it.page.getByText("Accepted, and on its way to 1 webhook.").waitFor();
  const [request] = await it.receiver.received(1);
  expect(request?.body).toContain(`"data":${written}`);
});

test("what is written before the types are known stays when they come", async () => {
  await using it = await setup();
  const { promise: known, resolve: tell } = Promise.withResolvers<void>();
  await it.page.route("**/v2/event-types", async (route) => {
    await known;
    await route.continue();
  });
  await it.open("/events/new");
  const { data, type } = partsOf(it);
  await data.fill("[1]");
  tell();
  await type.locator("option").first().waitFor({ state: "attached" });
  expect(await data.inputValue()).toBe("[1]");
});

test("data that is no JSON is told at its field, which gets the focus, and nothing is sent", async () => {
  await using it = await setup();
  await it.open("/events/new");
  const { data, send } = partsOf(it);
  await data.fill('{"a": 1,}');
  await send.click();
  await it.page.getByText("This is not valid JSON.").waitFor();
  expect(await data.getAttribute("aria-invalid")).toBe("true");
  const told = await data.evaluate((field) =>
    field
      .getAttribute("aria-describedby")
      ?.split(" ")
      .map((id) => document.getElementById(id)?.textContent)
      .join(" "),
  );
  expect(told).toContain("This is not valid JSON.");
  expect(await data.evaluate((field) => field === document.activeElement)).toBe(true);
  expect((await it.api.get("/v2/events")).data).toEqual([]);
  await data.fill('{"a": 1}');
  await send.click();
  await it.page.getByText("Accepted").waitFor();
});

test("an event that no webhook listens to is accepted, and said to be sent to nobody", async () => {
  await using it = await setup();
  await it.webhook({ events: ["task.deleted"] });
  await it.open("/events/new?event_type=task.created");
  await partsOf(it).send.click();
  await it.page.getByText("Accepted, but no webhook listens to this type: nothing is sent.").waitFor();
});

test("an operator chooses the account before anything is sent in its name", async () => {
  await using it = await setup();
  await it.webhook({ account_id: "acc_other" });
  await it.open("/events/new", KEYS.operator);
  const { account, send } = partsOf(it);
  await send.click();
  await it.page.locator(".field .fault").waitFor();
  expect(await account.evaluate((field) => field === document.activeElement)).toBe(true);
  expect((await it.api.get("/v2/events")).data).toEqual([]);
  await account.selectOption("acc_other");
  await it.page.waitForURL(/account=acc_other$/);
  await send.click();
  await it.page.getByText("Accepted, and on its way to 1 webhook.").waitFor();
  expect((await it.api.get("/v2/events")).data[0].account_id).toBe("acc_other");
  it.forgive(/ 422 /);
});
