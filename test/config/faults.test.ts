import { expect, test } from "bun:test";
import { configured, faultsOf, workingDirectory } from "./setup.ts";

const KEY = "a-key-of-some-length";
const ACCOUNT = { id: "acc_1", apiKeys: [KEY] };
const WEBHOOK = { id: "wh_1", account: "acc_1", url: "https://example.com/", events: ["*"], secret: "s3cret" };
/** A configuration with this webhook in it. */
const withWebhook = (over: Record<string, unknown>) => ({ accounts: [ACCOUNT], webhooks: [{ ...WEBHOOK, ...over }] });

test.each([
  [{ sever: {} }, "sever", "server"],
  [{ server: { prot: 1 } }, "server.prot", "port"],
  [{ delivery: { retires: [] } }, "delivery.retires", "retries"],
  [{ limits: { webhookPerAccount: 1 } }, "limits.webhookPerAccount", "webhooksPerAccount"],
  [{ network: { allowHTTP: true } }, "network.allowHTTP", "allowHttp"],
  [{ accounts: [{ id: "acc_1", apikeys: [] }] }, "accounts[0].apikeys", "apiKeys"],
  [withWebhook({ event: ["*"] }), "webhooks[0].event", "events"],
  [{ eventTypes: { "invoice.paid": { exmaple: {} } } }, "eventTypes.invoice.paid.exmaple", "example"],
])("%j is refused, with what was probably meant", async (config, path, meant) => {
  expect((await faultsOf(config))[path]).toContain(`Did you mean "${meant}"?`);
});

test("a setting that is like no other is refused with those that there are", async () => {
  expect((await faultsOf({ log: { colour: true } }))["log.colour"]).toContain("level, format");
});

test.each([
  [{ server: 7 }, "server", "an object"],
  [{ server: { port: "8080" } }, "server.port", "whole number"],
  [{ server: { port: 65_536 } }, "server.port", "from 0 to 65535"],
  [{ server: { port: 80.5 } }, "server.port", "whole number"],
  [{ server: { host: "" } }, "server.host", "must not be empty"],
  [{ server: { trustedProxies: ["10.0.0.0/33"] } }, "server.trustedProxies[0]", "range"],
  [{ storage: { path: 7 } }, "storage.path", "a string"],
  [{ storage: "./data" }, "storage", "an object"],
  [{ accounts: {} }, "accounts", "a list"],
  [{ accounts: [{}] }, "accounts[0].id", "is missing"],
  [{ accounts: [{ id: "acme" }] }, "accounts[0].id", "acc_"],
  [{ accounts: [{ id: "acc_1" }, { id: "acc_1" }] }, "accounts[1].id", "twice"],
  [{ accounts: [{ id: "acc_1", apiKeys: [""] }] }, "accounts[0].apiKeys[0]", "must not be empty"],
  [{ operatorKeys: ["with a space in between"] }, "operatorKeys[0]", "without spaces"],
  [{ delivery: { onExhausted: "fail" } }, "delivery.onExhausted", '"fail-webhook", "fail-delivery"'],
  [{ delivery: { concurrency: 0 } }, "delivery.concurrency", "from 1"],
  [{ limits: { bodyBytes: -1 } }, "limits.bodyBytes", "from 1024"],
  [{ network: { allowHttp: "yes" } }, "network.allowHttp", "true or false"],
  [{ network: { allow: ["10.1.0.0/16", "10.1.0.0/x"] } }, "network.allow[1]", "such as 10.1.0.0/16"],
  [{ network: { allow: "10.1.0.0/16" } }, "network.allow", "a list"],
  [{ network: { dnsServers: ["dns.example.com"] } }, "network.dnsServers[0]", "must be an address"],
  [{ network: { dnsServers: ["10.0.0.53:99999"] } }, "network.dnsServers[0]", "must be an address"],
  [{ network: { caFile: "./gone.pem" } }, "network.caFile", "cannot be read"],
  [{ network: { caFile: "taskflow-hooks.config.json" } }, "network.caFile", "PEM"],
  [{ log: { level: "loud" } }, "log.level", '"trace", "debug", "info", "warn", "error"'],
  [{ log: { format: "xml" } }, "log.format", '"auto", "json", "pretty"'],
  [{ eventTypes: { "two words": {} } }, "eventTypes.two words", "such as invoice.paid"],
  [{ eventTypes: { ["x".repeat(256)]: {} } }, `eventTypes.${"x".repeat(256)}`, "up to 255 characters"],
  [{ accounts: [{ id: "acc_1", name: "x".repeat(201) }] }, "accounts[0].name", "at most 200 characters"],
  [{ delivery: { retries: Array(51).fill("5s") } }, "delivery.retries", "at most 50 items"],
])("of %j the field at fault is named, and what it must be", async (config, path, says) => {
  using folder = configured(config);
  const { faults, message } = await folder.refusal();
  expect(faults.find((fault) => fault.path === path)?.message).toContain(says);
  expect(message).toContain(`${path}: `);
});

test.each([
  [{ account: "acc_2" }, "webhooks[0].account", "no account"],
  [{ id: "ci" }, "webhooks[0].id", "wh_"],
  [{ url: "http://example.com/" }, "webhooks[0].url", "https"],
  [{ url: "https://10.0.0.1/" }, "webhooks[0].url", "not public"],
  [{ url: "https://user:pass@example.com/" }, "webhooks[0].url", "credentials"],
  [{ url: "example.com" }, "webhooks[0].url", "absolute URL"],
  [{ events: [] }, "webhooks[0].events", "at least 1"],
  [{ events: ["task.craeted"] }, "webhooks[0].events[0]", 'Did you mean "task.created"?'],
  [{ secret: undefined }, "webhooks[0].secret", "is missing"],
  [{ secret: "" }, "webhooks[0].secret", "must not be empty"],
  [{ secret: "x".repeat(256) }, "webhooks[0].secret", "at most 255 characters"],
  [{ url: `https://example.com/${"x".repeat(2_048)}` }, "webhooks[0].url", "at most 2048 characters"],
  [{ description: "x".repeat(1_001) }, "webhooks[0].description", "at most 1000 characters"],
  [{ events: Array.from({ length: 101 }, (_, nth) => `a${nth}`) }, "webhooks[0].events", "at most 100 items"],
])("a webhook with %j is refused as the API would refuse it", async (over, path, says) => {
  expect((await faultsOf(withWebhook(over)))[path]).toContain(says);
});

test("a webhook may be where the configuration opens a way, and --dev opens some", async () => {
  using folder = configured({
    ...withWebhook({ url: "http://10.1.2.3/" }),
    network: { allowHttp: true, allow: ["10.1.0.0/16"] },
  });
  expect((await folder.load()).webhooks.length).toBe(1);
  using dev = configured(withWebhook({ url: "http://localhost:3000/" }));
  expect((await dev.load({ flags: { dev: true } })).webhooks.length).toBe(1);
  expect((await dev.refusal()).faults[0]?.path).toBe("webhooks[0].url");
});

test("webhooks may listen to types that the configuration adds", async () => {
  using folder = configured({ ...withWebhook({ events: ["invoice.*"] }), eventTypes: { "invoice.paid": {} } });
  expect((await folder.load()).eventTypes.map(({ type }) => type)).toContain("invoice.paid");
});

test("an account has at most as many webhooks as the limit says", async () => {
  const webhooks = Array.from({ length: 11 }, (_, index) => ({ ...WEBHOOK, id: `wh_${index}` }));
  expect((await faultsOf({ accounts: [ACCOUNT], webhooks }))["webhooks[10].account"]).toContain("10 webhooks");
  using folder = configured({ accounts: [ACCOUNT], webhooks, limits: { webhooksPerAccount: 11 } });
  expect((await folder.load()).webhooks.length).toBe(11);
});

test.each([
  [{ accounts: [{ id: "acc_1", apiKeys: [KEY, KEY] }] }, "accounts[0].apiKeys[1]"],
  [{ accounts: [ACCOUNT, { id: "acc_2", apiKeys: [KEY] }] }, "accounts[1].apiKeys[0]"],
  [{ accounts: [ACCOUNT], operatorKeys: [KEY] }, "operatorKeys[0]"],
])("the same key twice is refused: %j", async (config, path) => {
  expect(Object.keys(await faultsOf(config))).toEqual([path]);
});

test("a key of the environment that is in the file too is the same key twice", async () => {
  const environment = { TASKFLOW_HOOKS_OPERATOR_KEY: KEY };
  expect(Object.keys(await faultsOf({ accounts: [ACCOUNT] }, { environment }))).toEqual(["operatorKeys[0]"]);
});

test.each([
  [{ TASKFLOW_HOOKS_PORT: "http" }, "server.port"],
  [{ TASKFLOW_HOOKS_PORT: "70000" }, "server.port"],
  [{ TASKFLOW_HOOKS_LOG_LEVEL: "loud" }, "log.level"],
  [{ TASKFLOW_HOOKS_LOG_FORMAT: "xml" }, "log.format"],
  [{ TASKFLOW_HOOKS_API_KEY: "two words" }, "accounts[0].apiKeys[0]"],
  [{ TASKFLOW_HOOKS_OPERATOR_KEY: "x".repeat(256) }, "operatorKeys[0]"],
])("a variable is checked as its setting is: %j", async (environment, path) => {
  using folder = workingDirectory();
  const { faults } = await folder.refusal({ environment });
  const [variable] = Object.keys(environment);
  expect(faults).toEqual([{ path, message: expect.stringContaining(`(from ${variable}) must`) }]);
});

test("a value that is missing says that a variable may not be set", async () => {
  const text = "export default { operatorKeys: [process.env.NOBODY_SET_THIS] };";
  using folder = workingDirectory({ "taskflow-hooks.config.js": text });
  const { faults } = await folder.refusal();
  expect(faults).toMatchObject([{ path: "operatorKeys[0]", message: expect.stringContaining("is the variable set?") }]);
});

test("all faults are told at once, and none of the values", async () => {
  using folder = configured({
    ...withWebhook({ secret: "hunter2 hunter2", url: "http://hunter2/", events: ["hunter2"] }),
    operatorKeys: ["hunter2 hunter2 hunter2", "hunter2 hunter2 hunter2"],
  });
  const { faults, message } = await folder.refusal();
  expect(faults.length).toBeGreaterThanOrEqual(4);
  expect(message).not.toContain("hunter2");
  expect(await faultsOf({ log: { level: "hunter2" }, delivery: { timeout: "hunter2" } })).not.toMatchObject({
    "log.level": expect.stringContaining("hunter2"),
  });
});

test("a flag that goes over a variable is at fault itself", async () => {
  using folder = workingDirectory();
  const environment = { TASKFLOW_HOOKS_HOST: "127.0.0.1" };
  const { faults } = await folder.refusal({ environment, flags: { host: "" } });
  expect(faults).toEqual([{ path: "server.host", message: "must not be empty." }]);
});

test.each([
  ["a passphrase", "correct horse battery staple"],
  ["too few bytes", Buffer.alloc(16).toString("base64")],
])("an encryption key that is %s is refused, and not repeated", async (_, key) => {
  using folder = workingDirectory();
  const refusal = await folder.refusal({ environment: { TASKFLOW_HOOKS_ENCRYPTION_KEY: key } });
  expect(refusal.message).toContain(
    "storage.encryptionKey: (from TASKFLOW_HOOKS_ENCRYPTION_KEY) must be 32 random bytes",
  );
  expect(refusal.message).not.toContain(key);
});

test("more event types than the limit are refused", async () => {
  const eventTypes = Object.fromEntries(Array.from({ length: 1_001 }, (_, nth) => [`a.b${nth}`, {}]));
  expect(await faultsOf({ eventTypes })).toMatchObject({ eventTypes: "must have at most 1000 entries." });
});
