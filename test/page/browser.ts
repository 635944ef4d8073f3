import { afterAll, beforeAll, test } from "bun:test";
import { type Browser, chromium, type Page } from "playwright-core";

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome"].map((name) => Bun.which(name)).find(Boolean);
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** For one test, and for each thing that a test waits for in it. */
const TEST_MS = 60_000;
const WAIT_MS = 20_000;

/** A page, and what it did besides showing something. */
export interface Tab {
  readonly page: Page;
  /** Errors of the page's script, of its console, violations of its policy, dialogs and popups. A test that causes one takes it out. */
  readonly faults: string[];
  /** URLs that were asked for. */
  readonly requested: readonly string[];
}

/**
 * A real Chromium for the tests of a file, and how to write one of them. Where there is no Chromium they are skipped and say so; in CI
 * they fail.
 */
export function inChromium() {
  let browser: Browser | undefined;

  function pageTest(name: string, run: () => Promise<void>): void {
    // Once more on a machine that is so busy that the browser stalls; what is wrong fails twice.
    if (CHROMIUM || process.env.CI) test(name, run, { timeout: TEST_MS, retry: 1 });
    else test.skip(`${name} (skipped: there is no Chromium in the PATH)`, run);
  }

  beforeAll(async () => {
    if (!CHROMIUM && process.env.CI) throw new Error("There is no Chromium in the PATH, and in CI there must be.");
    if (CHROMIUM) browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  }, TEST_MS);
  afterAll(() => browser?.close());

  /** A tab of a browser that remembers nothing. It goes with the browser. */
  async function openTab(baseURL: string): Promise<Tab> {
    if (!browser) throw new Error("A page is opened in a test only.");
    const context = await browser.newContext({ baseURL, viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(WAIT_MS);
    return watch(await context.newPage());
  }
  return { test: pageTest, openTab };
}

function watch(page: Page): Tab {
  const faults: string[] = [];
  const requested: string[] = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("popup", (popup) => faults.push(`popup: ${popup.url()}`));
  page.on("request", (request) => requested.push(request.url()));
  return { page, faults, requested };
}
