import { expect } from "bun:test";
import { answer } from "../support/receiver.ts";
import { KEYS } from "./appliance.ts";
import { SECRET, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

const HOSTILE = `<img src="https://elsewhere.example/x.png" onerror="document.title='taken'">`;

/** Every view, with what a customer and an endpoint may have put there. */
async function visitAll(it: Awaited<ReturnType<typeof setup>>, key: string): Promise<string[]> {
  const { id } = await it.webhook({ description: HOSTILE });
  it.receiver.reply(answer(500, HOSTILE, { "x-hostile": HOSTILE, "content-type": "text/html" }));
  const { deliveries } = await it.api.event({ data: { html: HOSTILE }, metadata: { triggered_by: HOSTILE } });
  await it.api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
  const seen: string[] = [];
  await it.open("/", key);
  await it.page.getByRole("button", { name: /^Enable webhook/ }).waitFor();
  seen.push(await it.page.content());
  await it.page.goto(`/#/webhooks/${id}/deliveries/${deliveries[0].id}`);
  await it.page.getByText("The endpoint’s answer").click();
  await it.page.getByRole("dialog").getByText(HOSTILE).first().waitFor();
  seen.push(await it.page.content());
  return seen;
}

test("the page comes with a policy that lets nothing but its own script and style run", async () => {
  await using it = await setup();
  const response = await it.page.goto("/");
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).toMatch(/script-src 'sha256-[^']+'(;|$)/);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  await it.page.getByRole("button", { name: "Sign in" }).waitFor();
});

test("the browser holds to the policy, and these tests see when something breaks it", async () => {
  await using it = await setup();
  await it.page.goto("/");
  await it.page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'taken'";
    document.head.append(script);
  });
  await it.page.evaluate(() => fetch("https://elsewhere.example/").catch(() => {}));
  expect(await it.page.title()).toBe("TaskFlow Hooks");
  const faults = it.faults.splice(0);
  expect(faults.some((fault) => fault.includes("script-src"))).toBe(true);
  expect(faults.some((fault) => fault.includes("connect-src"))).toBe(true);
});

test("nothing is loaded from elsewhere, whatever customers and endpoints wrote, and what they wrote stays text", async () => {
  await using it = await setup();
  await visitAll(it, KEYS.operator);
  const elsewhere = it.requested.filter((url) => !url.startsWith(`${it.url}/`) && !url.startsWith("data:"));
  expect(elsewhere).toEqual([]);
  expect(it.requested.length).toBeGreaterThan(5);
  expect(await it.page.title()).not.toBe("taken");
  expect(await it.page.locator("img").count()).toBe(0);
});

test("no secret and no key is shown anywhere", async () => {
  await using it = await setup();
  for (const shown of await visitAll(it, KEYS.account)) {
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain(SECRET.slice("whsec_".length));
    expect(shown).not.toContain(KEYS.account);
  }
});
