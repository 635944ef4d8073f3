import { expect } from "bun:test";
import { answer } from "../support/receiver.ts";
import { ACCOUNT, KEYS } from "./appliance.ts";
import { everyView, type Stored, type View } from "./every-view.ts";
import { SECRET, type Stage, setupPages } from "./setup.ts";

const { test, setup } = setupPages();

const RUN = "globalThis.taken=1";
const PAYLOADS = [
  `<script>${RUN}</script>`,
  `"><img src=x onerror=${RUN}>`,
  `<svg/onload=${RUN}>`,
  `<svg><script href=https://elsewhere.example/x.js></script></svg>`,
  `<iframe srcdoc="<script>parent.taken=1</script>"></iframe>`,
  `javascript:${RUN}//`,
  `<a href="javascript:${RUN}">x</a>`,
  `</pre><style>@import "https://elsewhere.example/x.css"</style>`,
  `</script><script>alert(1)</script>`,
  "{{constructor.constructor('alert(1)')()}}",
] as const;
const HOSTILE = PAYLOADS.join(" ");
const SHORT = PAYLOADS.slice(0, 3).join("");

/** In the configuration file there is a hostile name, which makes it a hostile setting. */
const OPTIONS = { otherName: SHORT } as const;

interface HostileThings extends Stored {
  /** All of the webhook. */
  readonly deliveries: readonly string[];
}

/** What customers, producers and endpoints may have put into every place that the page shows. */
async function storeAll(it: Stage): Promise<HostileThings> {
  const { api, receiver } = it;
  await api.post("/v2/accounts", { id: "acc_hostile", name: SHORT });
  await api.post("/v2/accounts/acc_hostile/keys", { name: SHORT });
  for (const url of [`javascript:${RUN}`, `${receiver.url} onload=x`])
    await expect(it.webhook({ url })).rejects.toThrow();
  const url = `${receiver.url}?${SHORT.replaceAll(" ", "/")}`;
  const { id } = await it.webhook({ url, description: HOSTILE });
  const html = { "x-hostile": HOSTILE, "content-type": "text/html", location: `javascript:${RUN}` };
  const answers = [answer(500, HOSTILE, html), answer(302, JSON.stringify({ [HOSTILE]: HOSTILE }), html)];
  const deliveries: string[] = [];
  let latest = "";
  for (const reply of answers) {
    receiver.reply(reply);
    const event = { data: { [HOSTILE]: HOSTILE }, metadata: { triggered_by: HOSTILE, [HOSTILE]: 1 } };
    const { id: accepted, deliveries: made } = await api.event(event);
    latest = accepted;
    await api.until(`/v2/webhooks/${id}`, ({ status }) => status === "failed");
    await api.patch(`/v2/webhooks/${id}`, { enabled: true });
    deliveries.push(made[0].id);
  }
  return { account: "acc_hostile", webhook: id, delivery: deliveries[0] ?? "", event: latest, deliveries };
}

/** All of it is there, and nothing of it became anything but text. */
async function expectOnlyText({ page }: Stage): Promise<void> {
  await page.waitForFunction(() => document.body.textContent?.includes("onerror=globalThis.taken=1"));
  const found = await page.evaluate(() => ({
    ran: "taken" in globalThis,
    scripts: document.scripts.length,
    elements: document.querySelectorAll(
      "img, iframe, svg:not(.bar, .plot svg), object, embed, base, body style, [srcdoc], [src]",
    ).length,
    handlers: [...document.querySelectorAll("*")].filter((one) => one.getAttributeNames().some((n) => /^on/.test(n)))
      .length,
    links: [...document.links].filter(({ protocol }) => !/^https?:$/.test(protocol)).length,
  }));
  expect(found).toEqual({ ran: false, scripts: 1, elements: 0, handlers: 0, links: 0 });
}

/** Where there is something of somebody's to be seen. */
function viewsOf(stored: Stored): readonly View[] {
  return everyView(stored).filter(({ path }) => path !== "/webhooks/new");
}

/** Views of the page, each opened up as far as it goes, with a test sent and every delivery looked at. */
async function visit(it: Stage, views: readonly View[], { webhook, deliveries }: HostileThings) {
  const { page } = it;
  const shown: string[] = [];
  const look = async () => {
    await expectOnlyText(it);
    shown.push(await page.content());
  };
  for (const { path, key, arrive } of views) {
    await it.open(path, key);
    await arrive(page);
    await look();
  }
  await page.goto(`/#/webhooks/${webhook}`);
  await page.getByText(PAYLOADS[0]).first().waitFor();
  await page.getByRole("button", { name: "Send test" }).click();
  await page.getByRole("link", { name: "Open its delivery" }).waitFor();
  await look();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog", { name: "Edit webhook" }).waitFor();
  await look();
  for (const delivery of deliveries) {
    await page.goto(`/#/webhooks/${webhook}/deliveries/${delivery}`);
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("heading", { name: "task.created" }).waitFor();
    for (const summary of await drawer.locator("details:not([open]) > summary").all()) await summary.click();
    for (const raw of await drawer.getByRole("button", { name: "Raw" }).all()) await raw.click();
    await drawer.getByText(PAYLOADS[0]).first().waitFor();
    await look();
  }
  return shown;
}

test("what customers, producers and endpoints wrote is text in every view, and nothing is loaded from elsewhere", async () => {
  await using it = await setup(OPTIONS);
  const stored = await storeAll(it);
  await visit(it, viewsOf(stored), stored);
  const elsewhere = it.requested.filter((url) => !url.startsWith(`${it.url}/`) && !url.startsWith("data:"));
  expect(elsewhere).toEqual([]);
  expect(it.requested.length).toBeGreaterThan(5);
});

test("no secret and no key is shown anywhere", async () => {
  await using it = await setup(OPTIONS);
  const stored = await storeAll(it);
  const ofAccount = viewsOf(stored).filter(({ path }) => /^\/(\?|webhooks|events\/evt_|$)/.test(path));
  const views = [...viewsOf(stored), ...ofAccount.map((view) => ({ ...view, key: KEYS.account }))];
  const visited = await visit(it, views, stored);
  expect(visited.length).toBe(views.length + 4);
  for (const shown of visited) {
    for (const secret of [SECRET, SECRET.slice("whsec_".length), ...Object.values(KEYS)])
      expect(shown).not.toContain(secret);
  }
});

test("what stands in the address is looked for, and not run", async () => {
  await using it = await setup();
  const at = encodeURIComponent(SHORT);
  for (const view of [
    `/webhooks/${at}`,
    `/webhooks/${at}/deliveries/${at}?status=${at}&event_type=${at}`,
    `/?account=${at}`,
    `/events/${at}`,
    `/events?event_type=${at}`,
    `/events?cursor=${at}`,
    `/accounts/${at}`,
  ]) {
    await it.open(view);
    await it.page
      .getByRole("main")
      .getByText(
        /There is no|This is no known|This must have|An account key acts|is not known here|The cursor is not|Only an operator/,
      )
      .first()
      .waitFor();
    expect(await it.page.evaluate(() => "taken" in globalThis)).toBe(false);
  }
  await it.page.goto(`/#key=${at}`);
  await it.page.getByText("This key is not known here, or no longer valid.").waitFor();
  expect(
    await it.page.evaluate(
      () => "taken" in globalThis || document.querySelectorAll("img, svg:not(.bar, .plot svg)").length > 0,
    ),
  ).toBe(false);
  it.forgive(/ 40[0-9] | 422 /);
});

test("even names that the API never gives, such as a hostile event type, would be text", async () => {
  await using it = await setup();
  const { id } = await it.webhook({ account_id: ACCOUNT, description: SHORT });
  const { id: event } = await it.api.event();
  await it.page.route("**/v2/**", async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const hostile = JSON.stringify(SHORT).slice(1, -1);
    await route.fulfill({ response, body: text.replaceAll(/task\.created|acc_acme|0\.1\.0/g, () => hostile) });
  });
  for (const view of ["/", `/webhooks/${id}`, "/events", `/events/${event}`, "/events/new", "/accounts", "/system"]) {
    await it.open(view, KEYS.operator);
    await it.page.getByRole("main").getByText(PAYLOADS[0]).first().waitFor({ state: "attached" });
    await expectOnlyText(it);
  }
  await it.page.unrouteAll({ behavior: "ignoreErrors" });
  // The page asks for what belongs to the account that it was told, which is none.
  it.forgive(/ 422 .*(stats|webhooks)/);
});
