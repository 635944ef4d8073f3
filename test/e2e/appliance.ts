import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ConfigFile } from "../../src/config/schema.ts";
import { type Child, startChild } from "../support/child.ts";

export const EXECUTABLE = resolve(import.meta.dir, "../../dist/taskflow-hooks");
export const CONFIG = "e2e.json";
const KEY = "e2e-key-of-an-account";

export interface Answered<Body> {
  readonly status: number;
  readonly body: Body;
}
export interface RegisteredWebhook {
  readonly id: string;
  readonly secret: string;
}
export interface AcceptedEvent {
  readonly id: string;
  readonly deliveries: readonly { readonly id: string; readonly status: string }[];
}
export interface Appliance extends AsyncDisposable {
  /** Where its API is now; another port after every restart. */
  readonly url: string;
  readonly authorization: string;
  readonly pid: number;
  /** What it wrote to standard output since the last start. */
  readonly said: string;
  /** Where its configuration is, and the data in a folder called `data`. */
  readonly folder: string;
  get<Body>(path: string): Promise<Answered<Body>>;
  post<Body>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered<Body>>;
  patch<Body>(path: string, body: unknown): Promise<Answered<Body>>;
  /** Registers a webhook that listens to everything. */
  webhook(url: string, secret?: string): Promise<RegisteredWebhook>;
  /** Posts events of a type, one for each `data`, and resolves when they are accepted. */
  events(data: readonly unknown[], type?: string): Promise<readonly AcceptedEvent[]>;
  /** Resolves when so many attempts since the last start are recorded, and ended so. */
  recorded(state: "delivered" | "pending", count: number): Promise<void>;
  /** Resolves when this is in the log of its life since the last start. */
  logged(message: string): Promise<void>;
  /** The ids of the deliveries that were recorded as delivered, in all its lives. */
  recordedAsDelivered(): readonly string[];
  /** All that it wrote so far, in all its lives. */
  written(): Promise<string>;
  /** The signal is sent before this returns; resolves when the process is gone. */
  kill9(): Promise<void>;
  /** Resolves with the exit code. */
  terminate(): Promise<number>;
  /** Starts it again on the same folder, and resolves when it is ready. */
  restart(): Promise<void>;
}

/** Makes of the command another one, which runs it in other circumstances. */
export type Within = (command: readonly string[], folder: string) => readonly string[];

/** The executable in a folder of its own, ready, with one account: `await using appliance = await startAppliance()`. */
export async function startAppliance(
  config: ConfigFile = {},
  within: Within = (command) => command,
): Promise<Appliance> {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-e2e-"));
  const accounts = [{ id: "acc_e2e", apiKeys: [KEY] }];
  const network = { allowHttp: true, allow: ["127.0.0.0/8"] };
  writeFileSync(join(folder, CONFIG), JSON.stringify({ accounts, network, ...config }));
  let booting = boot(folder, within);
  let running = await booting;
  let isDisposed = false;
  const lives = [running.child];
  const authorization = `Bearer ${KEY}`;

  async function call<Body>(path: string, init?: RequestInit): Promise<Answered<Body>> {
    const headers = { authorization, ...init?.headers };
    const response = await fetch(`${running.url}${path}`, { ...init, headers });
    return { status: response.status, body: (await response.json()) as Body };
  }

  function send<Body>(method: string, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    const json = { "content-type": "application/json", ...headers };
    return call<Body>(path, { method, headers: json, body: JSON.stringify(body) });
  }

  function post<Body>(path: string, body: unknown, headers?: Readonly<Record<string, string>>) {
    return send<Body>("POST", path, body, headers);
  }

  async function mustPost<Body>(path: string, body: unknown, status: number): Promise<Body> {
    const answered = await post<Body>(path, body);
    if (answered.status !== status) throw new Error(`POST ${path}: ${JSON.stringify(answered)}`);
    return answered.body;
  }

  return {
    get url() {
      return running.url;
    },
    authorization,
    get pid() {
      return running.child.pid;
    },
    get said() {
      return running.child.said;
    },
    folder,
    get: (path) => call(path),
    post,
    patch: (path, body) => send("PATCH", path, body),
    webhook: (url, secret) =>
      mustPost("/v2/webhooks", { url, events: ["*"], ...(secret !== undefined && { secret }) }, 201),
    async events(data, type = "task.created") {
      const events = data.map((own) => ({ type, data: own }));
      const accepted = await mustPost<{ data: AcceptedEvent[] }>("/v2/events/batch", { events }, 202);
      return accepted.data;
    },
    async recorded(state, count) {
      await running.child.says(new RegExp(`"msg":"${state}"`, "g"), count);
    },
    async logged(message) {
      await running.child.says(new RegExp(`"msg":"${RegExp.escape(message)}`, "g"));
    },
    recordedAsDelivered() {
      const log = lives.map((life) => life.said).join("");
      return [...log.matchAll(/"delivery":"(\w+)".*"msg":"delivered"/g)].map(([, id = ""]) => id);
    },
    written: async () => (await Promise.all(lives.map((life) => life.written()))).join(""),
    async kill9() {
      running.child.signal("SIGKILL");
      await running.child.ended;
    },
    async terminate() {
      running.child.signal("SIGTERM");
      return (await running.child.ended).code;
    },
    async restart() {
      // A test that has failed in the middle of a restart leaves nothing running.
      if (isDisposed) return;
      booting = boot(folder, within);
      running = await booting;
      lives.push(running.child);
    },
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      const { child } = await booting;
      await child[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function boot(folder: string, within: Within): Promise<{ child: Child; url: string }> {
  const command = [EXECUTABLE, "--config", CONFIG, "--data", "data", "--port", "0"];
  const child = startChild(within(command, folder), { folder });
  const [[, url = ""] = []] = await child.says(/Status page\s+(http:\S+)\/\n/g);
  return { child, url };
}
