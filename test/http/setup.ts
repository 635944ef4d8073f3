import { randomBytes } from "node:crypto";
import { createAccount } from "../../src/actions/accounts.ts";
import type { Context } from "../../src/actions/context.ts";
import { createKey } from "../../src/actions/keys.ts";
import { createSystemReport, type SystemReportDeps } from "../../src/app/system.ts";
import { defaults } from "../../src/config/defaults.ts";
import { settingsInForce } from "../../src/config/in-force.ts";
import { parseRange } from "../../src/core/address.ts";
import { targetUrlFault } from "../../src/core/target-url.ts";
import { createHttp, type HttpDeps } from "../../src/http/server.ts";
import { startEngine } from "../support/engine.ts";

/** What tests look at in an answer's body, which the schemas describe and `openapi.test.ts` checks. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads answers as a client without types does
type Body = any;

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}
export interface Options {
  /** An API key; the first account's without it, none with `null`. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}
type Overrides = Partial<Omit<HttpDeps, "settings">> & {
  readonly settings?: Partial<HttpDeps["settings"]>;
  readonly limits?: Partial<Context["limits"]>;
  /** What the report on the appliance itself is made from. */
  readonly report?: Partial<SystemReportDeps>;
  readonly allowHttp?: boolean;
};

export const URL = "https://hooks.example.com/in";
const PAGE = "<!doctype html><style>p{}</style><script>1</script>";

/** The API on a real store and the real engine, with endpoints that do as they are told and a clock that moves when told. */
export async function setup(overrides: Overrides = {}) {
  const engine = await startEngine();
  const network = {
    allowHttp: overrides.allowHttp ?? false,
    allow: [parseRange("203.0.113.0/24")].flatMap((range) => range ?? []),
  };
  const context: Context = {
    ...engine.context,
    limits: { ...engine.context.limits, webhooksPerAccount: 10, ...overrides.limits },
    random: (bytes) => randomBytes(bytes),
    urlFault: (url) => targetUrlFault(url, network),
  };
  const faults: unknown[] = [];
  const onFault = (fault: unknown) => void faults.push(fault);
  const report = createSystemReport({
    store: engine.store,
    dispatcher: engine.dispatcher,
    watch: { status: () => "ok" },
    clockJumps: { last: () => undefined },
    clock: engine.clock,
    settings: { storage: { path: "/data" }, delivery: { concurrency: 4096 } },
    configuration: settingsInForce(defaults(), []),
    version: "1.2.3",
    onFault,
    ...overrides.report,
  });
  const http = createHttp({
    context,
    clock: engine.clock,
    page: PAGE,
    metrics: async () => ({ contentType: "text/plain; version=0.0.4", text: "up 1\n" }),
    ready: async () => undefined,
    system: report.read,
    onFault,
    ...overrides,
    settings: {
      bodyBytes: 10_485_760,
      apiRequestsPerMinute: 6000,
      failedAuthenticationsPerMinute: 60,
      trustedProxies: [],
      deliveriesPerWebhookPerDay: 1000,
      version: "1.2.3",
      devInbox: true,
      ...overrides.settings,
    },
  });
  const { key } = await createKey(context, engine.account, {});
  const { key: operator } = await createKey(context, null, {});
  const otherAccount = await createAccount(context, { id: "acc_other" });
  const { key: other } = await createKey(context, otherAccount, {});

  async function send(request: Request): Promise<Answered> {
    const response = await http.handle(request);
    const text = await response.text();
    const isJson = text !== "" && /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  }

  /** `body` as text, or as what its JSON says. */
  function call(method: string, path: string, body?: unknown, options: Options = {}): Promise<Answered> {
    const own = options.key === undefined ? key : options.key;
    const headers = {
      ...(own !== null && { authorization: `Bearer ${own}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...options.headers,
    };
    const sent = typeof body === "string" ? body : JSON.stringify(body);
    return send(new Request(`http://api.test${path}`, { method, headers, ...(body !== undefined && { body: sent }) }));
  }

  return {
    engine,
    context,
    http,
    report,
    /** Faults of ours that the API met. A test that makes one takes it out. */
    faults,
    keys: { own: key, operator, other },
    send,
    call,
    get: (path: string, options?: Options) => call("GET", path, undefined, options),
    post: (path: string, body?: unknown, options?: Options) => call("POST", path, body, options),
    patch: (path: string, body?: unknown, options?: Options) => call("PATCH", path, body, options),
    del: (path: string, options?: Options) => call("DELETE", path, undefined, options),
    /** Registers a webhook of the first account. */
    async webhook(input: Record<string, unknown> = {}): Promise<Body> {
      const { body } = await call("POST", "/v2/webhooks", { url: URL, events: ["*"], ...input });
      return body;
    },
    /** Posts an event of the first account, and lets its first attempt happen. */
    async event(input: Record<string, unknown> = {}): Promise<Body> {
      const { body } = await call("POST", "/v2/events", { type: "task.created", data: {}, ...input });
      await engine.clock.rest();
      return body;
    },
    async [Symbol.asyncDispose]() {
      await http.stop(0);
      report.stop();
      await engine[Symbol.asyncDispose]();
      if (faults.length > 0) throw faults[0];
    },
  };
}
