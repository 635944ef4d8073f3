/** Writes what follows from the sources: `taskflow-hooks.config.ts`, and the marked parts of the pages beside this file. */
import { join } from "node:path";
import { configFile } from "./generate/config-file.ts";
import { settingsAsMarkdown } from "./generate/configuration-reference.ts";
import { fixedBounds } from "./generate/fixed-bounds.ts";
import { withMarkedPart } from "./generate/marked-part.ts";
import { problemTable } from "./generate/problem-table.ts";

async function rewrite(page: string, name: string, content: string): Promise<void> {
  const file = Bun.file(join(import.meta.dir, page));
  await file.write(withMarkedPart(await file.text(), name, content));
}

await Bun.write(join(import.meta.dir, "../taskflow-hooks.config.ts"), configFile());
await rewrite("configuration.md", "settings", settingsAsMarkdown());
await rewrite("configuration.md", "bounds", fixedBounds());
await rewrite("api.md", "problems", problemTable());
