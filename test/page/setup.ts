import { POLL_MS } from "../../public/polling.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { ACCOUNT, type ApplianceOptions, KEYS, startAppliance } from "./appliance.ts";
import { inChromium } from "./browser.ts";

export const SECRET = "whsec_dGhpcyBpcyBhIHNlY3JldA==";

/** What a test has before it. */
export type Stage = Awaited<ReturnType<ReturnType<typeof setupPages>["setup"]>>;

/** The appliance with a receiver of the test's own, and the page of it in a tab. */
export function setupPages() {
  const { test, openTab } = inChromium();

  async function setup(options: ApplianceOptions = {}) {
    const receiver = withPatience(await startReceiver());
    const appliance = await startAppliance(options);
    const { api } = appliance;
    const tab = await openTab(appliance.url);
    await tab.page.clock.install();
    const forgiven: RegExp[] = [];
    return {
      ...tab,
      api,
      receiver,
      url: appliance.url,
      /** Opens a view by its address, as who has this key. */
      async open(view = "/", key: string = KEYS.account) {
        await tab.page.goto(`/#key=${encodeURIComponent(key)}`);
        // Taken out of the address by the page, which must not come after the view's.
        await tab.page.waitForURL((url) => !url.hash.startsWith("#key="));
        await tab.page.goto(`/#${view}`);
      },
      /** Faults of the page that belong to the test. */
      forgive: (pattern: RegExp) => void forgiven.push(pattern),
      /** Lets the time pass after which the page asks again; for what no longer changes that is longer. */
      poll: (ms = POLL_MS) => tab.page.clock.fastForward(ms),
      /** A webhook of the receiver. */
      webhook: (fields: object = {}) =>
        api.post("/v2/webhooks", { account_id: ACCOUNT, url: receiver.url, events: ["*"], secret: SECRET, ...fields }),
      async [Symbol.asyncDispose]() {
        await tab.page.context().close();
        await receiver.close();
        await appliance[Symbol.asyncDispose]();
        const faults = tab.faults.filter((fault) => !forgiven.some((pattern) => pattern.test(fault)));
        if (faults.length > 0) throw new Error(`The page did what it must not:\n${faults.join("\n")}`);
      },
    };
  }
  return { test, setup };
}

/** Less than a test has: one that ends by its own fault leaves the browser to the others. */
const PATIENCE_MS = 25_000;

function withPatience(receiver: Receiver): Receiver {
  const received: Receiver["received"] = (count) => {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`Fewer than ${count} requests came.`)), PATIENCE_MS);
    return Promise.race([receiver.received(count), late]).finally(() => clearTimeout(timer));
  };
  return Object.assign(Object.create(receiver), { received });
}
