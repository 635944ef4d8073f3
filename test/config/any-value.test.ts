import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { ConfigError } from "../../src/config/config-error.ts";
import { Config } from "../../src/config/schema.ts";
import { runs } from "../support/runs.ts";
import { workingDirectory } from "./setup.ts";

const CANARY = "hunter2";
const GOOD = {
  server: { host: "127.0.0.1", port: 8080, trustedProxies: ["10.0.0.0/8"] },
  accounts: [{ id: "acc_1", name: "Acme", apiKeys: ["a-key-of-some-length"] }],
  operatorKeys: ["another-key-of-some-length"],
  webhooks: [{ id: "wh_1", account: "acc_1", url: "https://example.com/", events: ["*"], secret: "s3cret-enough" }],
  delivery: { timeout: "5s", retries: ["5s"], onExhausted: "fail-webhook", concurrency: 10 },
  limits: { webhooksPerAccount: 10 },
  network: { allowHttp: false, allow: ["10.1.0.0/16"], dnsServers: ["10.0.0.53:53"] },
  retention: { delivered: "7d" },
  eventTypes: { "invoice.paid": { description: "Paid", example: {} } },
  log: { level: "info" },
};
const NAMES = namesIn(Config);

const canary = fc.oneof(
  fc.constantFrom(
    CANARY,
    `${CANARY} ${CANARY}`,
    `https://${CANARY}/`,
    `http://10.0.0.1/${CANARY}`,
    `acc_${CANARY}`,
    `wh_${CANARY}`,
  ),
  fc.string({ unit: "binary", maxLength: 5 }).map((text) => text + CANARY),
);
const leaf = fc.oneof(
  canary,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom("5s", "acc_1", "", [], {}),
);
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 4 })), tie("value"), { maxKeys: 5 }),
  ),
}));
/** A good configuration in which a place holds something else. */
const spoilt = fc.array(fc.tuple(fc.nat(), anything), { minLength: 1, maxLength: 3 }).map((changes) =>
  changes.reduce((config, [place, value]) => {
    const places = placesIn(config);
    return replaced(config, places[place % places.length] ?? [], value);
  }, GOOD as unknown),
);

test("whatever JSON a configuration is, it is taken, or the faults are told by field and without the values", async () => {
  using folder = workingDirectory();
  await fc.assert(
    fc.asyncProperty(fc.oneof(anything, spoilt), async (config) => {
      writeFileSync(join(folder.folder, "taskflow-hooks.config.json"), JSON.stringify(config));
      const outcome = await folder.load().catch((fault: unknown) => fault);
      if (!(outcome instanceof Error)) return;
      expect(outcome).toBeInstanceOf(ConfigError);
      const { faults, message } = outcome as ConfigError;
      expect(faults.length).toBeGreaterThan(0);
      for (const fault of faults) expect(fault).toEqual({ path: expect.any(String), message: expect.any(String) });
      expect(message).not.toContain(CANARY);
    }),
    runs(300),
  );
});

/** All names of settings. */
function namesIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties } = schema as { properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(namesIn)];
}

type Path = readonly (string | number)[];

function placesIn(value: unknown): Path[] {
  if (typeof value !== "object" || value === null) return [[]];
  const names = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [[], ...names.flatMap((name) => placesIn(Reflect.get(value, name)).map((path) => [name, ...path]))];
}

function replaced(value: unknown, [name, ...path]: Path, by: unknown): unknown {
  if (name === undefined || typeof value !== "object" || value === null) return by;
  const copy = structuredClone(value);
  Reflect.set(copy, name, replaced(Reflect.get(value, name), path, by));
  return copy;
}
