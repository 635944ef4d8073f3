import { expect } from "bun:test";
import { answer } from "../support/receiver.ts";
import { setupPages } from "./setup.ts";

const { test, setup } = setupPages();

/** The drawer of a delivery whose attempts got these answers; the last one stays. */
async function withDrawer(replies: readonly string[], retries: readonly string[], wished: string, data: unknown = {}) {
  const it = await setup({ retries });
  const { id } = await it.webhook();
  it.receiver.reply(...replies);
  await it.api.event({ data });
  const path = `/v2/webhooks/${id}/deliveries`;
  await it.api.until(path, (found) => found.data[0].status === wished);
  await it.open(`/webhooks/${id}`);
  const link = it.page.getByRole("row").getByRole("link", { name: "task.created" });
  await link.click();
  const drawer = it.page.getByRole("dialog", { name: "task.created" });
  await drawer.getByText(wished, { exact: true }).waitFor();
  return { ...it, link, drawer };
}

test("each attempt is shown with what happened, what to do, and the endpoint's answer", async () => {
  const refusal = answer(503, "the database is away", { "x-trace": "abc123" });
  await using it = await withDrawer([refusal, answer(200, "thanks")], ["10ms"], "delivered");
  const [newest, first] = await it.drawer.getByRole("listitem").all();
  expect(await newest?.textContent()).toMatch(/^2\. HTTP 200.*Delivered: the endpoint answered 200\./);
  expect(await first?.textContent()).toMatch(/^1\. HTTP 503.*The receiver failed on its side \(503\)\./);
  await first?.getByText("The endpoint’s answer").click();
  await first?.getByText("the database is away").waitFor();
  await first?.getByText("abc123").waitFor();
  await newest?.getByText("The endpoint’s answer").click();
  await newest?.getByText("thanks").waitFor();
});

test("the request is shown as it was sent: its headers, and its body pretty and raw", async () => {
  await using it = await withDrawer([answer(200)], [], "delivered", { title: "Deploy <b>it</b>", big: [] });
  const [sent] = await it.receiver.received(1);
  await it.drawer.getByText(/^Headers \(\d+\)$/).click();
  const shown = await it.drawer.locator("dl.headers").last().textContent();
  for (const name of ["x-taskflow-signature", "x-taskflow-delivery-id", "x-taskflow-event", "webhook-signature"]) {
    expect(shown).toContain(name);
    expect(shown).toContain(String(sent?.headers[name]));
  }
  const body = it.drawer.locator(".body pre");
  expect(await body.textContent()).toContain('\n    "title": "Deploy <b>it</b>",\n    "big": []\n');
  await it.drawer.getByRole("button", { name: "Raw" }).click();
  expect(await body.textContent()).toBe(String(sent?.body));
});

test("a delivery is redelivered, and the new attempt appears", async () => {
  await using it = await withDrawer([answer(200)], [], "delivered");
  await it.drawer.getByRole("button", { name: "Redeliver" }).click();
  const requests = await it.receiver.received(2);
  await it.drawer.getByText("redelivery", { exact: true }).waitFor();
  await it.poll();
  await it.drawer.getByRole("listitem").filter({ hasText: "2. HTTP 200" }).waitFor();
  expect(requests.map(({ headers }) => headers["x-taskflow-attempt"])).toEqual(["1", "2"]);
  expect(requests[0]?.headers["x-taskflow-delivery-id"]).toBe(requests[1]?.headers["x-taskflow-delivery-id"]);
});

test("while the webhook is stopped, enabling it comes before redelivering", async () => {
  await using it = await withDrawer([answer(500), answer(200)], [], "failed");
  expect(await it.drawer.getByRole("button", { name: "Redeliver" }).count()).toBe(0);
  await it.drawer.getByRole("button", { name: /^Enable webhook/ }).click();
  await it.drawer.getByRole("button", { name: "Redeliver" }).click();
  await it.drawer.getByText("The endpoint has it.").waitFor();
});

test("Esc, the button and a click beside it close the drawer, and the focus goes back to its row", async () => {
  await using it = await withDrawer([answer(200)], [], "delivered");
  const address = it.page.url();
  const closings = [
    () => it.page.keyboard.press("Escape"),
    () => it.drawer.getByRole("button", { name: "Close" }).click(),
    () => it.page.mouse.click(5, 5),
  ];
  for (const close of closings) {
    await close();
    await it.page.waitForURL((url) => url.href !== address);
    expect(await it.drawer.count()).toBe(0);
    expect(await it.link.evaluate((element) => element === document.activeElement)).toBe(true);
    await it.page.keyboard.press("Enter");
    await it.drawer.waitFor();
  }
});

test("a link to a delivery opens its drawer", async () => {
  await using it = await withDrawer([answer(200)], [], "delivered");
  const address = it.page.url();
  await it.page.goto("/#/");
  await it.page.locator("dialog").waitFor({ state: "detached" });
  await it.page.goto(address);
  await it.drawer.getByText("The endpoint has it.").waitFor();
});
