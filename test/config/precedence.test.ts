import { expect, test } from "bun:test";
import { join } from "node:path";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/time.ts";
import { configured, workingDirectory } from "./setup.ts";

const FILE = {
  server: { host: "10.0.0.1", port: 1001 },
  storage: { path: "./from-file" },
  log: { level: "warn", format: "json" },
};
const ENVIRONMENT = {
  TASKFLOW_HOOKS_HOST: "10.0.0.2",
  TASKFLOW_HOOKS_PORT: "1002",
  TASKFLOW_HOOKS_DATA_DIR: "./from-environment",
  TASKFLOW_HOOKS_LOG_LEVEL: "error",
  TASKFLOW_HOOKS_LOG_FORMAT: "pretty",
};
const FLAGS = { host: "10.0.0.3", port: 1003, data: "./from-flag" };

test("where nobody says anything the defaults are the seed's", async () => {
  using folder = workingDirectory();
  const { eventTypes, ...settings } = await folder.load();
  expect(settings).toEqual({
    server: { host: "127.0.0.1", port: 8080, trustedProxies: [] },
    storage: { path: join(folder.folder, "taskflow-data") },
    accounts: [],
    operatorKeys: [],
    webhooks: [],
    delivery: {
      timeout: 5 * SECOND,
      retries: [5 * SECOND, 30 * SECOND, 5 * MINUTE, HOUR, 6 * HOUR],
      onExhausted: "fail-webhook",
      concurrency: 4096,
      concurrencyPerWebhook: 64,
    },
    limits: {
      accounts: 10_000,
      keysPerAccount: 100,
      webhooksPerAccount: 10,
      deliveriesPerWebhookPerDay: 1000,
      bodyBytes: 10_485_760,
      apiRequestsPerMinute: 6000,
      failedAuthenticationsPerMinute: 120,
    },
    network: { allowHttp: false, allow: [], dnsServers: [], authorities: [] },
    retention: { delivered: 7 * DAY, failed: 30 * DAY, held: 7 * DAY },
    log: { level: "info", format: "auto" },
  });
  expect(eventTypes.length).toBe(7);
});

test("the file goes over the defaults", async () => {
  using folder = configured(FILE);
  const { server, storage, log } = await folder.load();
  expect({ server, storage, log }).toMatchObject({ ...FILE, storage: { path: join(folder.folder, "from-file") } });
});

test("the environment goes over the file", async () => {
  using folder = configured(FILE);
  expect(await folder.load({ environment: ENVIRONMENT })).toMatchObject({
    server: { host: "10.0.0.2", port: 1002 },
    storage: { path: join(folder.folder, "from-environment") },
    log: { level: "error", format: "pretty" },
  });
});

test("flags go over the environment", async () => {
  using folder = configured(FILE);
  expect(await folder.load({ environment: ENVIRONMENT, flags: FLAGS })).toMatchObject({
    server: { host: "10.0.0.3", port: 1003 },
    storage: { path: join(folder.folder, "from-flag") },
    log: { level: "error", format: "pretty" },
  });
});

test("what is said of one setting leaves its neighbours alone", async () => {
  using folder = configured({ server: { port: 1001 }, delivery: { retries: ["1s"] }, limits: { bodyBytes: 2048 } });
  expect(await folder.load({ flags: { host: "10.0.0.3" } })).toMatchObject({
    server: { host: "10.0.0.3", port: 1001 },
    delivery: { retries: [1000], timeout: 5000 },
    limits: { bodyBytes: 2048, webhooksPerAccount: 10 },
  });
});

test("an empty variable says nothing", async () => {
  using folder = configured(FILE);
  const environment = Object.fromEntries(Object.keys(ENVIRONMENT).map((name) => [name, ""]));
  const all = {
    ...environment,
    TASKFLOW_HOOKS_CONFIG: "",
    TASKFLOW_HOOKS_API_KEY: "",
    TASKFLOW_HOOKS_OPERATOR_KEY: "",
  };
  expect(await folder.load({ environment: all })).toEqual(await folder.load());
});

test("the file is the flag's, else the environment's, else that of the working directory", async () => {
  const saying = (port: number) => JSON.stringify({ server: { port } });
  using folder = workingDirectory({
    "flag.json": saying(1),
    "environment.json": saying(2),
    "taskflow-hooks.config.json": saying(3),
  });
  const environment = { TASKFLOW_HOOKS_CONFIG: "environment.json" };
  const ports = [
    await folder.load({ environment, flags: { config: "flag.json" } }),
    await folder.load({ environment }),
    await folder.load(),
    await folder.load({ flags: { config: join(folder.folder, "flag.json") } }),
  ].map(({ server }) => server.port);
  expect(ports).toEqual([1, 2, 3, 1]);
});

test("keys of the environment are added to those of the file", async () => {
  const key = (name: string) => `${name}-key-of-some-length`;
  using folder = configured({
    accounts: [{ id: "acc_default", apiKeys: [key("file")] }],
    operatorKeys: [key("operator")],
  });
  const environment = { TASKFLOW_HOOKS_API_KEY: key("env"), TASKFLOW_HOOKS_OPERATOR_KEY: key("env-operator") };
  const settings = await folder.load({ environment });
  expect(settings.accounts).toEqual([{ id: "acc_default", name: null, apiKeys: [key("file"), key("env")] }]);
  expect(settings.operatorKeys).toEqual([key("operator"), key("env-operator")]);
});

test("with a key in the environment a file is not needed", async () => {
  using folder = workingDirectory();
  const { accounts } = await folder.load({ environment: { TASKFLOW_HOOKS_API_KEY: "a-key-of-some-length" } });
  expect(accounts).toMatchObject([{ id: "acc_default", apiKeys: ["a-key-of-some-length"] }]);
});

test("--dev opens http and the loopback addresses, and what the file opened stays open", async () => {
  using folder = configured({ network: { allow: ["10.1.0.0/16"] } });
  const { network } = await folder.load({ flags: { dev: true } });
  expect(network.allowHttp).toBe(true);
  expect(network.allow.map(({ text }) => text)).toEqual(["10.1.0.0/16", "127.0.0.0/8", "::1/128"]);
});
