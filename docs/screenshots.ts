/** Takes the pictures of the status page in docs/images: `bun docs/screenshots.ts`, with a built executable and a Chromium. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { createCounts } from "../src/store/sqlite/counts.ts";
import { openDatabase } from "../src/store/sqlite/open.ts";
import { type Appliance, startAppliance } from "../test/e2e/appliance.ts";
import { answer, type Receiver, type Reply, startReceiver } from "../test/support/receiver.ts";

const IMAGES = join(import.meta.dir, "images");
const OPERATOR = "the-key-of-the-operator";
const MINUTE = 60_000;
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };

interface Scene {
  readonly appliance: Appliance;
  /** Ids of webhooks by what they are for. */
  readonly webhooks: Readonly<Record<string, string>>;
}

/** What each endpoint is called, listens to, and answers. */
const ENDPOINTS: readonly { readonly name: string; readonly events: readonly string[]; readonly reply: Reply }[] = [
  { name: "search", events: ["task.*"], reply: answer(200) },
  { name: "chat", events: ["comment.created", "task.completed"], reply: answer(204) },
  { name: "billing", events: ["task.completed"], reply: answer(503, '{"error":"no connection to the database"}') },
  { name: "reports", events: ["*"], reply: answer(200) },
];

async function takeAll(): Promise<void> {
  const receivers = await Promise.all(ENDPOINTS.map(() => startReceiver()));
  await using scene = await setUp(receivers);
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox", "--disable-gpu"] });
  await mkdir(IMAGES, { recursive: true });
  const { billing, search } = scene.webhooks;
  const failed = await newestOf(scene, String(billing));
  const views = [
    { name: "overview", hash: "/" },
    { name: "webhook", hash: `/webhooks/${billing}` },
    { name: "delivery", hash: `/deliveries/${billing}/${failed}` },
    { name: "deliveries", hash: "/deliveries" },
    { name: "edit", hash: `/webhooks/${search}`, press: "Edit" },
    { name: "events", hash: "/events" },
    { name: "send", hash: "/events/new" },
    { name: "system", hash: "/system" },
  ];
  for (const view of views) {
    await take(browser, scene, { ...view, size: WIDE, scheme: "light" });
    await take(browser, scene, { ...view, name: `${view.name}-narrow`, size: NARROW, scheme: "light" });
  }
  await take(browser, scene, { name: "overview-dark", hash: "/", size: WIDE, scheme: "dark" });
  await browser.close();
  for (const receiver of receivers) await receiver.close();
}

interface Shot {
  readonly name: string;
  readonly hash: string;
  /** A button that is pressed before. */
  readonly press?: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly scheme: "light" | "dark";
}

async function take(browser: Browser, { appliance }: Scene, { name, hash, press, size, scheme }: Shot): Promise<void> {
  const page: Page = await browser.newPage({ viewport: size, colorScheme: scheme, baseURL: appliance.url });
  await page.goto(`/#key=${OPERATOR}`);
  await page.goto(`/#${hash}`);
  await page.locator("main h1, main h2").first().waitFor();
  await page.waitForLoadState("networkidle").catch(() => {});
  if (press) await page.getByRole("button", { name: press, exact: true }).click();
  await page.locator(".loading").waitFor({ state: "detached" });
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await page.close();
}

/** An appliance that has been at work for a day: the day is written into its figures, the last deliveries are real. */
async function setUp(receivers: readonly Receiver[]): Promise<Scene & AsyncDisposable> {
  const appliance = await startAppliance({
    operatorKeys: [OPERATOR],
    delivery: { retries: ["1m", "5m", "1h"] },
    limits: { deliveriesPerWebhookPerDay: 100_000 },
  });
  const webhooks: Record<string, string> = {};
  for (const [nth, { name, events }] of ENDPOINTS.entries()) {
    const url = `http://${name}.localhost:${receivers[nth]?.port}/hooks/taskflow`;
    const { body } = await appliance.post<{ id: string }>("/v2/webhooks", {
      url,
      events,
      description: described(name),
    });
    webhooks[name] = body.id;
  }
  await appliance.terminate();
  writeDay(appliance.folder);
  await appliance.restart();
  for (const [nth, { reply }] of ENDPOINTS.entries()) receivers[nth]?.reply(reply);
  for (const type of ["task.created", "comment.created", "task.completed", "task.updated", "task.completed"]) {
    await appliance.events([{ id: "task_8213", title: "Deploy to production", project_id: "proj_789" }], type);
  }
  await appliance.recorded("delivered", 12);
  return { appliance, webhooks, [Symbol.asyncDispose]: () => appliance[Symbol.asyncDispose]() };
}

function described(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} service, production`;
}

/** Attempts of the last 24 hours: a day's tide, and an hour in which an endpoint was away. */
function writeDay(folder: string): void {
  const db = openDatabase(join(folder, "data", "taskflow-hooks.db"));
  const counts = createCounts(db);
  const webhooks = db.query<{ id: number }, []>("select id from webhooks order by id").all();
  const now = Date.now();
  for (let minute = 1; minute < 48 * 60; minute++) {
    const startedAt = now - minute * MINUTE;
    const tide = 4 + Math.round(5 * (1 + Math.sin(minute / 230)) + 3 * Math.sin(minute / 17));
    const away = minute > 400 && minute < 470;
    for (const [nth, { id }] of webhooks.entries()) {
      for (let one = 0; one < tide; one++) {
        const responseTimeMs = 18 + ((minute * 7 + one * 13) % 40) + (one % 9 === 0 ? 120 : 0);
        const well = { startedAt, responseTimeMs, statusCode: 200, error: null };
        const gone = { startedAt, responseTimeMs: 5_000, statusCode: null, error: "timeout" as const };
        counts.attempted(id, away && nth === 3 ? gone : well);
        if (!(away && nth === 3)) counts.moved(id, null, "delivered", false);
      }
    }
  }
  db.transaction(() => counts.apply())();
  db.close();
}

async function newestOf({ appliance }: Scene, webhook: string): Promise<string> {
  const { body } = await appliance.get<{ data: { id: string }[] }>(`/v2/webhooks/${webhook}/deliveries`);
  return body.data[0]?.id ?? "";
}

function chromiumPath(): string {
  const path = Bun.which("chromium") ?? Bun.which("chromium-browser") ?? Bun.which("google-chrome");
  if (!path) throw new Error("There is no Chromium in the PATH.");
  return path;
}

await takeAll();
