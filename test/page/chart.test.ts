import { expect } from "bun:test";
import { answer } from "../support/receiver.ts";
import { type Stage, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

/** Attempts: two delivered, one answered badly, one without an answer. */
async function withAttempts(view?: string): Promise<Stage> {
  const it = await setup({ retries: ["1h"] });
  const { id } = await it.webhook();
  it.receiver.reply(answer(200), answer(200), answer(503), "close");
  for (let count = 1; count <= 4; count += 1) {
    await it.api.event();
    await it.receiver.received(count);
  }
  await it.api.until(`/v2/stats/webhooks`, ({ data }) => {
    const [{ attempts }] = data.filter((each: { webhook_id: string }) => each.webhook_id === id);
    return attempts.succeeded + attempts.failed === 4;
  });
  await it.open(view);
  return it;
}

/** A text's whole numbers. */
function numbersIn(text: string | null | undefined): readonly number[] {
  return (text?.match(/\d+/g) ?? []).map(Number);
}

test("the figures say how many there were, and how that is to the time before", async () => {
  await using it = await withAttempts();
  const figures = it.page.locator(".figures > div");
  await figures.first().waitFor();
  const [delivered, failed, pending, p95] = await figures.allTextContents();
  expect(delivered).toBe("Delivered2 none in the 24 h before");
  expect(failed).toBe("Failed attempts2 50 % of all, none in the 24 h before");
  expect(pending).toMatch(/^Pending2 next in 59 min$/);
  expect(p95).toMatch(/^p95 response\d+ ms none in the 24 h before$/);
});

test("a step that is pointed at says its numbers, and the table below says the same", async () => {
  await using it = await withAttempts("/?window=7d");
  const readout = it.page.locator(".readout");
  await readout.waitFor();
  expect(numbersIn(await readout.textContent())).toEqual([]);
  await it.page.locator(".plot").first().locator("g").last().hover();
  await readout.getByText("2 delivered").waitFor();
  await readout.getByText("1 answered badly").waitFor();
  await readout.getByText("1 no answer").waitFor();
  const said = await readout.textContent();
  await it.page.getByText("As a table").click();
  const rows = it.page.locator(".figures-table tbody tr");
  expect(await rows.count()).toBe(1);
  expect((await rows.locator("td").allTextContents()).slice(0, 3)).toEqual(["2", "1", "1"]);
  const span = await rows.locator("th").textContent();
  expect(said).toContain(span ?? "no span");
  const [median] = numbersIn(await rows.locator("td").last().textContent());
  expect(said).toContain(`median ${median} ms`);
  await readout.getByText("2 delivered").waitFor({ state: "detached" });
});

test("the chart says in words what it shows", async () => {
  await using it = await withAttempts();
  await it.page.getByRole("img", { name: "Attempts over time: 2 delivered, 2 failed." }).waitFor();
  await it.page.getByRole("img", { name: /^Median response time: \d+ ms to \d+ ms\.$/ }).waitFor();
});

test("the window is chosen in the address, and back and forward go through the choices", async () => {
  await using it = await withAttempts();
  const choice = it.page.getByRole("navigation", { name: "Time" });
  const steps = it.page.locator(".plot").first().locator(".reach");
  const stepsOf = async (window: string) => (await it.api.get(`/v2/stats?window=${window}`)).series.length;
  const isChosen = (name: string) => choice.locator("[aria-current=true]", { hasText: name }).waitFor();
  await isChosen("24 hours");
  await steps.first().waitFor({ state: "attached" });
  expect(await steps.count()).toBe(await stepsOf("24h"));
  await choice.getByRole("link", { name: "7 days" }).click();
  await isChosen("7 days");
  expect(it.page.url()).toEndWith("#/?window=7d");
  await it.page.getByText("none in the 7 days before").first().waitFor();
  expect(await steps.count()).toBe(await stepsOf("7d"));
  await choice.getByRole("link", { name: "1 hour" }).click();
  await isChosen("1 hour");
  await it.page.getByText("none in the hour before").first().waitFor();
  expect(await steps.count()).toBe(await stepsOf("1h"));
  await it.page.goBack();
  await isChosen("7 days");
  await it.page.goForward();
  await isChosen("1 hour");
});

test("where nothing was attempted, the chart and its table say so", async () => {
  await using it = await setup();
  await it.webhook();
  await it.open();
  await it.page.getByRole("img", { name: "Attempts over time: 0 delivered, 0 failed." }).waitFor();
  await it.page.getByText("As a table").click();
  await it.page.getByText("No attempt was made in this time.").waitFor();
});
