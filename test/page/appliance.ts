import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPage } from "../../public/build.ts";
import { startApp } from "../../src/app.ts";
import { loadConfiguration } from "../../src/config/load.ts";

export const ACCOUNT = "acc_acme";
export const KEYS = { account: "the-key-of-an-account", operator: "the-key-of-an-operator" } as const;

export interface ApplianceOptions {
  /** Waits before retries; without any, the first failed attempt fails the webhook. */
  readonly retries?: readonly string[];
  readonly deliveriesPerDay?: number;
  /** Of the account that has no key of its own. */
  readonly otherName?: string;
  /** Of the database file; the least there may be is 16 MiB. */
  readonly maxBytes?: number;
  /** Of the configuration file. */
  readonly webhooks?: readonly object[];
}

/** The page of the sources as they are, whatever was built before. */
let page: Promise<string> | undefined;

/** The appliance from its sources, in a folder of its own, where http and loopback endpoints are allowed. */
export async function startAppliance({
  retries = [],
  deliveriesPerDay = 1000,
  otherName,
  maxBytes,
  webhooks = [],
}: ApplianceOptions) {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-page-"));
  writeFileSync(
    join(folder, "taskflow-hooks.config.json"),
    JSON.stringify({
      accounts: [
        { id: ACCOUNT, name: "Acme", apiKeys: [KEYS.account] },
        { id: "acc_other", name: otherName },
      ],
      operatorKeys: [KEYS.operator],
      storage: { maxBytes },
      webhooks,
      delivery: { retries },
      // Who waits for something asks again and again.
      limits: { deliveriesPerWebhookPerDay: deliveriesPerDay, apiRequestsPerMinute: 1_000_000 },
    }),
  );
  const flags = { port: 0, data: "data", dev: true };
  const { settings, inForce } = await loadConfiguration({ flags, environment: {}, workingDirectory: folder });
  page ??= buildPage();
  const facts = { settings, configuration: inForce, dev: true, version: "1.2.3" };
  const app = await startApp({ ...facts, page: await page, write: () => {} });
  return {
    url: app.url,
    api: createApi(app.url),
    async [Symbol.asyncDispose]() {
      await app.drain();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads answers as a client without types does
type Body = any;

/** The API as the operator. */
function createApi(url: string) {
  async function call(method: string, path: string, body?: unknown): Promise<Body> {
    const headers = { authorization: `Bearer ${KEYS.operator}`, "content-type": "application/json" };
    const response = await fetch(`${url}${path}`, { method, headers, body: body ? JSON.stringify(body) : null });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text && JSON.parse(text);
  }

  const get = (path: string) => call("GET", path);
  return {
    get,
    post: (path: string, body?: object) => call("POST", path, body),
    patch: (path: string, body: object) => call("PATCH", path, body),
    del: (path: string) => call("DELETE", path),
    /** Posts an event, which is sent to those who listen to it. */
    event: (fields: object = {}) =>
      call("POST", "/v2/events", { account_id: ACCOUNT, type: "task.created", data: {}, ...fields }),
    /** Resolves when the webhook's figures or its deliveries are as wished. */
    async until(path: string, wished: (body: Body) => boolean): Promise<Body> {
      for (;;) {
        const body = await get(path);
        if (wished(body)) return body;
        await new Promise(setImmediate);
      }
    },
  };
}
