import { expect, test } from "bun:test";
import { workingDirectory } from "./setup.ts";

test.each([
  ["taskflow-hooks.config.ts", "const port: number = 1001;\nexport default { server: { port } };"],
  ["taskflow-hooks.config.js", "export default { server: { port: 1001 } };"],
  ["taskflow-hooks.config.json", '{ "server": { "port": 1001 } }'],
])("%s of the working directory is found", async (name, text) => {
  using folder = workingDirectory({ [name]: text });
  expect((await folder.load()).server.port).toBe(1001);
});

test.each(["ts", "js"])("a .%s file may use defineConfig, though no such package is installed", async (extension) => {
  const text =
    'import { defineConfig } from "taskflow-hooks";\nexport default defineConfig({ server: { port: 1001 } });';
  using folder = workingDirectory({ [`own.${extension}`]: text });
  expect((await folder.load({ flags: { config: `own.${extension}` } })).server.port).toBe(1001);
});

test("a file may import others beside it, in TypeScript too", async () => {
  using folder = workingDirectory({
    "taskflow-hooks.config.ts": [
      'import { defineConfig } from "taskflow-hooks";',
      'import { port } from "./parts/port";',
      'import { level } from "./parts/level.ts";',
      "export default defineConfig({ server: { port }, log: { level } });",
    ].join("\n"),
    "parts/port.ts": 'import { base } from "../base.js";\nexport const port: number = base + 1;',
    "parts/level.ts": 'export const level = "warn" as const;',
    "base.js": "export const base = 1000;",
  });
  expect(await folder.load()).toMatchObject({ server: { port: 1001 }, log: { level: "warn" } });
});

test("a file that was named has to be there, and the message names it and the way out", async () => {
  using folder = workingDirectory();
  const byFlag = await folder.refusal({ flags: { config: "nowhere.ts" } });
  expect(byFlag.message).toContain("nowhere.ts");
  expect(byFlag.message).toContain("--config");
  const byEnvironment = await folder.refusal({ environment: { TASKFLOW_HOOKS_CONFIG: "elsewhere.json" } });
  expect(byEnvironment.message).toContain("elsewhere.json");
});

test.each([
  ["broken.json", "{ server: 1 }", "not valid JSON"],
  ["broken.ts", "export default {", "cannot be loaded"],
  ["throws.ts", 'throw new Error("no key in the vault");', "no key in the vault"],
  ["missing.ts", 'import { a } from "./gone.ts";\nexport default a;', "cannot be loaded"],
  ["nothing.ts", "export const config = {};", "no default export"],
])("%s cannot be read, and the message says why", async (name, text, reason) => {
  using folder = workingDirectory({ [name]: text });
  const { message } = await folder.refusal({ flags: { config: name } });
  expect(message).toContain(name);
  expect(message).toContain(reason);
});

test.each(["null", "[]", "7", '"text"'])("a file that says %s is refused: settings are an object", async (text) => {
  using folder = workingDirectory({ "taskflow-hooks.config.json": text });
  const { message } = await folder.refusal();
  expect(message).toContain("must be an object");
});

test.each([
  { accounts: [null] },
  { accounts: [{ id: "acc_default", apiKeys: 7 }] },
  { accounts: 7 },
  { operatorKeys: null },
])("what cannot be joined with the keys of the environment is refused as it stands: %j", async (config) => {
  using folder = workingDirectory({ "taskflow-hooks.config.json": JSON.stringify(config) });
  const key = "a-key-of-some-length";
  const { faults } = await folder.refusal({
    environment: { TASKFLOW_HOOKS_API_KEY: key, TASKFLOW_HOOKS_OPERATOR_KEY: `${key}-2` },
  });
  expect(faults[0]?.path).toStartWith(Object.keys(config)[0] ?? "");
});
