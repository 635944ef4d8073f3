import { expect } from "bun:test";
import { ACCOUNT, KEYS } from "./appliance.ts";
import { type Stage, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

/** Posts an event as text, so that its data is spelled as the test spells it. */
async function postSpelled({ url }: Stage, data: string, rest = ""): Promise<string> {
  const headers = { authorization: `Bearer ${KEYS.account}`, "content-type": "application/json" };
  const body = `{"type":"task.created","data":${data}${rest}}`;
  const response = await fetch(`${url}/v2/events`, { method: "POST", headers, body });
  return ((await response.json()) as { id: string }).id;
}

test("an event's data is shown byte for byte, big integers and the spelling of numbers too", async () => {
  await using it = await setup();
  const data = '{"big":12345678901234567890, "half":0.50,"e":1E5,"text":"\\u00e9\\/","none":null}';
  await it.open(`/events/${await postSpelled(it, data)}`);
  const body = it.page.locator(".body pre");
  await it.page.getByRole("button", { name: "Raw" }).click();
  expect(await body.textContent()).toBe(data);
  await it.page.getByRole("button", { name: "Pretty" }).click();
  const pretty = await body.textContent();
  expect(pretty).toContain('\n  "big": 12345678901234567890,\n  "half": 0.50,\n  "e": 1E5,\n');
});

test("an event says when it happened, who did it, and leads to what came of it", async () => {
  await using it = await setup();
  const { url } = await it.webhook();
  const { id } = await it.api.event({
    timestamp: "2024-02-10T12:00:00Z",
    metadata: { triggered_by: "user_42" },
  });
  await it.receiver.received(1);
  await it.open(`/events/${id}`, KEYS.operator);
  await it.page.getByRole("heading", { name: "task.created", level: 1 }).waitFor();
  const facts = await it.page.locator("dl.facts").textContent();
  for (const fact of ["Happened", "2024", "user_42", id, ACCOUNT]) expect(facts).toContain(fact);
  expect(await it.page.title()).toBe("task.created · TaskFlow Hooks");
  await it.page.getByText("delivered", { exact: true }).waitFor();
  await it.page.getByRole("link", { name: url }).click();
  await it.page.getByRole("dialog", { name: "task.created" }).waitFor();
});

test("a delivery that is under way is followed until it has landed", async () => {
  await using it = await setup();
  await it.webhook();
  it.receiver.reply("hang");
  const { id } = await it.api.event();
  await it.receiver.received(1);
  await it.open(`/events/${id}`);
  await it.page.getByText("pending", { exact: true }).waitFor();
  await it.receiver.close();
  await it.api.until(`/v2/events/${id}`, ({ deliveries }) => deliveries[0].status === "failed");
  await it.poll();
  await it.page.getByText("failed", { exact: true }).waitFor();
});

test("an event that there is not is said to be none", async () => {
  await using it = await setup();
  await it.open("/events/evt_00000000000000000000000000");
  await it.page.getByText("There is no event with this id").waitFor();
  it.forgive(/ 404 /);
});
