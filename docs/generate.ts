/** Writes what follows from `src/config/schema.ts`: `taskflow-hooks.config.ts`, and the tables of `docs/configuration.md`. */
import { join } from "node:path";
import { configFile } from "./generate/config-file.ts";
import { withSettings } from "./generate/configuration-reference.ts";

const root = join(import.meta.dir, "..");
const reference = join(root, "docs/configuration.md");

await Bun.write(join(root, "taskflow-hooks.config.ts"), configFile());
await Bun.write(reference, withSettings(await Bun.file(reference).text()));
