import { expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { HIDDEN, hideSecrets } from "../../src/config/hide-secrets.ts";
import { settingsInForce } from "../../src/config/in-force.ts";
import { Config } from "../../src/config/schema.ts";
import { configured, workingDirectory } from "./setup.ts";

const FILE = "taskflow-hooks.config.json";
const KEY = Buffer.alloc(32, 7).toString("base64");

test("where nobody says anything every setting is there with its default, as it is written in a file", async () => {
  using folder = workingDirectory();
  const inForce = await folder.inForce();
  expect(new Set(Object.values(inForce).map(({ origin }) => origin))).toEqual(new Set(["default"]));
  expect(inForce).toMatchObject({
    "server.port": { value: 8080, source: null },
    "storage.maxBytes": { value: null },
    "delivery.timeout": { value: "5s" },
    "delivery.retries": { value: ["5s", "30s", "5m", "1h", "6h"] },
    webhooks: { value: [] },
    eventTypes: { value: {} },
  });
});

test("each setting says who set it: the file, the variable or the flag by its name", async () => {
  using folder = configured({ server: { host: "10.0.0.1", port: 1001 }, delivery: { timeout: "7s" }, log: {} });
  const environment = { TASKFLOW_HOOKS_HOST: "10.0.0.2", TASKFLOW_HOOKS_LOG_LEVEL: "warn" };
  const inForce = await folder.inForce({ environment, flags: { host: "10.0.0.3", data: "./d" } });
  expect(inForce).toMatchObject({
    "server.host": { value: "10.0.0.3", origin: "flag", source: "--host" },
    "server.port": { value: 1001, origin: "file", source: FILE },
    "storage.path": { value: "./d", origin: "flag", source: "--data" },
    "delivery.timeout": { value: "7s", origin: "file", source: FILE },
    "log.level": { value: "warn", origin: "environment", source: "TASKFLOW_HOOKS_LOG_LEVEL" },
    "log.format": { value: "auto", origin: "default", source: null },
  });
});

test("a value that stands in a file of a variable says so", async () => {
  using folder = workingDirectory({ level: "debug\n", key: KEY });
  const environment = { TASKFLOW_HOOKS_LOG_LEVEL_FILE: "level", TASKFLOW_HOOKS_ENCRYPTION_KEY_FILE: "key" };
  expect(await folder.inForce({ environment })).toMatchObject({
    "log.level": { value: "debug", origin: "environment", source: "TASKFLOW_HOOKS_LOG_LEVEL_FILE" },
    "storage.encryptionKey": { value: HIDDEN, origin: "environment", source: "TASKFLOW_HOOKS_ENCRYPTION_KEY_FILE" },
  });
});

test("what is added to a list names all who said something of it, and keys are counted and not shown", async () => {
  using folder = configured({
    accounts: [{ id: "acc_default", name: "Acme", apiKeys: ["a-key-in-the-file"] }],
    operatorKeys: ["operator-in-the-file"],
    network: { allow: ["10.1.0.0/16"] },
  });
  const environment = {
    TASKFLOW_HOOKS_API_KEY: "a-key-of-the-env",
    TASKFLOW_HOOKS_OPERATOR_KEY: "operator-of-the-env",
  };
  expect(await folder.inForce({ environment, flags: { dev: true } })).toMatchObject({
    accounts: {
      value: [{ id: "acc_default", name: "Acme", apiKeys: [HIDDEN, HIDDEN] }],
      origin: "environment",
      source: `${FILE}, TASKFLOW_HOOKS_API_KEY`,
    },
    operatorKeys: { value: [HIDDEN, HIDDEN], source: `${FILE}, TASKFLOW_HOOKS_OPERATOR_KEY` },
    "network.allow": {
      value: ["10.1.0.0/16", "127.0.0.0/8", "::1/128"],
      origin: "dev",
      source: `${FILE}, --dev`,
    },
    "network.allowHttp": { value: true, origin: "dev", source: "--dev" },
  });
});

test("a webhook is shown whole but for its secret, and a proxy without its credentials", async () => {
  const webhook = { id: "wh_ci", account: "acc_a", url: "https://ci.example.com/", events: ["*"] };
  using folder = configured({
    accounts: [{ id: "acc_a" }],
    webhooks: [{ ...webhook, secret: "a_secret_of_the_file" }],
    network: { proxy: "http://user:p%40ss@10.0.0.7:4750" },
  });
  const inForce = await folder.inForce();
  expect(inForce.webhooks?.value).toEqual([{ ...webhook, secret: HIDDEN }]);
  expect(inForce["network.proxy"]?.value).toBe(`http://${HIDDEN}@10.0.0.7:4750`);
  expect(hideSecrets({ secret: "credentials" } as never, "http://10.0.0.7:4750")).toBe("http://10.0.0.7:4750");
});

/** A value for every setting there is, and in every secret something to find. */
function filled(schema: TSchema, found: { secrets: number }): unknown {
  if (schema.secret !== undefined) {
    found.secrets++;
    return schema.secret === true ? "CANARY" : "http://CANARY:CANARY@10.0.0.7";
  }
  if (schema.type === "array") return [filled(schema.items, found), filled(schema.items, found)];
  if (schema.type !== "object") return schema.default ?? schema.anyOf?.[0].const ?? "text";
  const parts = Object.entries((schema.properties ?? { "any.name": recordPart(schema) }) as Record<string, TSchema>);
  return Object.fromEntries(parts.map(([name, part]) => [name, filled(part, found)]));
}

function recordPart(schema: TSchema): TSchema | undefined {
  return Object.values(schema.patternProperties as Record<string, TSchema>)[0];
}

test("nothing that the schema marks as secret is shown, wherever it stands", () => {
  const found = { secrets: 0 };
  const config = filled(Config, found) as Config;
  const text = JSON.stringify(settingsInForce(config, []));
  expect(found.secrets).toBeGreaterThan(8);
  expect(text.split(HIDDEN).length - 1).toBe(found.secrets);
  expect(text).not.toContain("CANARY");
});

/** Settings of text with such a name, and no mark. */
function unmarked(schema: TSchema, name: string): string[] {
  if (schema.secret !== undefined) return [];
  if (schema.type === "array") return unmarked(schema.items, name);
  if (schema.type === "string") return /key|secret|pass|token|credential|proxy$/i.test(name) ? [name] : [];
  const parts = (schema.properties ?? schema.patternProperties ?? {}) as Record<string, TSchema>;
  return Object.entries(parts).flatMap(([own, part]) => unmarked(part, own));
}

test("a setting that is called like a secret is marked as one; the name of a file is none", () => {
  expect(unmarked(Config, "").filter((name) => !name.endsWith("File"))).toEqual([]);
  const { secret: _, ...forgotten } = { type: "string", secret: true };
  expect(unmarked({ type: "object", properties: { apiToken: forgotten } } as never, "")).toEqual(["apiToken"]);
});

test("what no schema knows is hidden", () => {
  expect(hideSecrets(Config, { unknown: "x" })).toEqual({ unknown: HIDDEN });
});
