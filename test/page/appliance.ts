import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXECUTABLE } from "../e2e/appliance.ts";
import { startChild } from "../support/child.ts";

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
  /** Instead of the system's. */
  readonly dnsServers?: readonly string[];
  /** Of the configuration file. */
  readonly webhooks?: readonly object[];
}

const CONFIG = "taskflow-hooks.config.json";
const COMMAND = [EXECUTABLE, "--config", CONFIG, "--data", "data", "--port", "0", "--dev"];

/** The executable with the page that was built into it, in a folder of its own, where http and loopback endpoints are allowed. */
export async function startAppliance({
  retries = [],
  deliveriesPerDay = 1000,
  otherName,
  maxBytes,
  dnsServers = [],
  webhooks = [],
}: ApplianceOptions) {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-page-"));
  writeFileSync(
    join(folder, CONFIG),
    JSON.stringify({
      accounts: [
        { id: ACCOUNT, name: "Acme", apiKeys: [KEYS.account] },
        { id: "acc_other", name: otherName },
      ],
      operatorKeys: [KEYS.operator],
      storage: { maxBytes },
      network: { dnsServers },
      webhooks,
      delivery: { retries },
      // Who waits for something asks again and again.
      limits: { deliveriesPerWebhookPerDay: deliveriesPerDay, apiRequestsPerMinute: 1_000_000 },
    }),
  );
  const child = startChild(COMMAND, { folder });
  const [[, url = ""] = []] = await child.says(/Status page\s+(http:\S+)\/\n/g);
  return {
    url,
    api: createApi(url),
    async [Symbol.asyncDispose]() {
      await child[Symbol.asyncDispose]();
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
