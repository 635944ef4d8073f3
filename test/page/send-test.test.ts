import { expect } from "bun:test";
import { answer } from "../support/receiver.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

test("a test is sent, and what came of it is said with a way to its delivery", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("region", { name: "Send a test" }).getByLabel("Event type").selectOption("comment.created");
  await it.page.getByRole("button", { name: "Send test" }).click();
  await it.page.getByText(/Delivered: the endpoint answered 200\. It took \d+ ms\./).waitFor();
  const [request] = await it.receiver.received(1);
  expect(request?.headers["x-taskflow-event"]).toBe("comment.created");
  await it.page.getByRole("link", { name: "Open its delivery" }).click();
  await it.page.getByRole("dialog", { name: "comment.created" }).waitFor();
});

test("the request as it was sent stands beside the answer to it, and above it where it is narrow", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  it.receiver.reply(answer(202, '{"taken":true}', { "x-trace": "abc123" }));
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("button", { name: "Send test" }).click();
  const request = it.page.getByRole("region", { name: "Request" });
  const reply = it.page.getByRole("region", { name: "Answer" });
  await reply.getByText("HTTP 202").waitFor();
  expect(await reply.textContent()).toMatch(/x-traceabc123.*"taken": true/s);
  const [sent] = await it.receiver.received(1);
  const shown = await request.textContent();
  for (const name of ["x-taskflow-signature", "webhook-signature", "x-taskflow-delivery-id", "user-agent"])
    expect(shown).toContain(`${name}${sent?.headers[name]}`);
  await request.getByRole("button", { name: "Raw" }).click();
  expect(await request.locator("pre").textContent()).toBe(String(sent?.body));

  const tops = async () => [(await request.boundingBox())?.y ?? 0, (await reply.boundingBox())?.y ?? 0] as const;
  const [wideRequest, wideReply] = await tops();
  expect(wideReply).toBe(wideRequest);
  await it.page.setViewportSize({ width: 360, height: 740 });
  const [narrowRequest, narrowReply] = await tops();
  expect(narrowReply).toBeGreaterThan(narrowRequest);
});

test("a test that fails says why, what to do, and leaves the webhook active", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  it.receiver.reply(answer(401, "who are you?"));
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("button", { name: "Send test" }).click();
  await it.page.getByText("The endpoint says that the request is not authorized (401).").waitFor();
  await it.page.getByText("compare the secret at the receiver").waitFor();
  await it.page.getByRole("region", { name: "Answer" }).getByText("who are you?").waitFor();
  await it.page.getByText("Deliveries are sent.").waitFor();
});

test("a test without an answer says that none came", async () => {
  await using it = await setup();
  const { id } = await it.webhook();
  it.receiver.reply("close");
  await it.open(`/webhooks/${id}`);
  await it.page.getByRole("button", { name: "Send test" }).click();
  await it.page.getByRole("region", { name: "Answer" }).getByText("None came (connection closed).").waitFor();
  await it.page.getByText("Look for a crash or a restart of the receiver").waitFor();
});
