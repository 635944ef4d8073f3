import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configFile } from "../../docs/generate/config-file.ts";
import { settingsAsMarkdown } from "../../docs/generate/configuration-reference.ts";
import { fixedBounds } from "../../docs/generate/fixed-bounds.ts";
import { withMarkedPart } from "../../docs/generate/marked-part.ts";
import { problemTable } from "../../docs/generate/problem-table.ts";
import { loadSettings } from "../../src/config/load.ts";
import { workingDirectory } from "../config/setup.ts";

const ROOT = join(import.meta.dir, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

// Out of date? `bun run docs` writes them.
test("the configuration file is what the schema makes of it", () => {
  expect(read("taskflow-hooks.config.ts")).toBe(configFile());
});

test.each([
  ["docs/configuration.md", "settings", settingsAsMarkdown()],
  ["docs/configuration.md", "bounds", fixedBounds()],
  ["docs/api.md", "problems", problemTable()],
])("%s has the %s of the sources", (path, name, content) => {
  const page = read(path);
  expect(withMarkedPart(page, name, content)).toBe(page);
});

test("the configuration file loads as it stands, and says what the defaults say", async () => {
  using empty = workingDirectory();
  const environment = {};
  const settings = await loadSettings({ flags: {}, environment, workingDirectory: ROOT });
  const { storage: _, ...defaults } = await empty.load({ environment });
  expect(settings).toMatchObject(defaults);
});
