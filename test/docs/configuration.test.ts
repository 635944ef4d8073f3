import { expect, test } from "bun:test";
import { workingDirectory } from "../config/setup.ts";
import { readPage } from "./page.ts";

const KEYS = ["ACME_KEY", "OPERATOR_KEY", "CI_SECRET"];

test.each(["docs/configuration.md", "docs/retries-and-states.md"])("the configuration in %s loads", async (path) => {
  using folder = workingDirectory({ "taskflow-hooks.config.ts": readPage(path).named("config") });
  for (const name of KEYS) process.env[name] = `${name}-of-the-test`;
  try {
    expect((await folder.load()).delivery.retries.length).toBeGreaterThan(2);
  } finally {
    for (const name of KEYS) delete process.env[name];
  }
});

test("the refusal in docs/configuration.md is what is said", async () => {
  const shown = readPage("docs/configuration.md").blocks.find(({ text }) => text.includes("cannot be used"));
  const settings = { delivery: { retrys: ["5s"], timeout: "0s" } };
  using folder = workingDirectory({ "taskflow-hooks.config.ts": `export default ${JSON.stringify(settings)};` });
  expect(`${(await folder.refusal()).message}\n`).toBe(shown?.text ?? "");
});

test("the examples of the settings are configurations", async () => {
  const { blocks } = readPage("docs/configuration.md");
  const examples = blocks.filter(({ language, name }) => language === "ts" && name === "");
  expect(examples.length).toBeGreaterThan(3);
  for (const { text } of examples) new Bun.Transpiler({ loader: "ts" }).transformSync(`export default {${text}};`);
});
