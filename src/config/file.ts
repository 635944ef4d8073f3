import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "./config-error.ts";
import { isObject } from "./defaults.ts";
import { defineConfig } from "./define-config.ts";

const NAMES = ["taskflow-hooks.config.ts", "taskflow-hooks.config.js", "taskflow-hooks.config.json"];

/** What a file says, and what it is called in messages. */
export interface ConfigSource {
  readonly name: string;
  readonly content: unknown;
}

/**
 * Reads the file that was named, or the first of the usual names in the working directory; without any, nothing is said.
 *
 * @throws ConfigError
 */
export async function readConfigFile(named: string | undefined, workingDirectory: string): Promise<ConfigSource> {
  if (named === "") {
    throw new ConfigError("--config", [
      { path: "", message: "It names no file: is a variable empty? Name one, or leave it out." },
    ]);
  }
  const found = named ?? NAMES.find((name) => existsSync(resolve(workingDirectory, name)));
  if (found === undefined) return { name: "defaults", content: {} };
  const path = resolve(workingDirectory, found);
  if (!existsSync(path)) {
    throw new ConfigError(found, [
      { path: "", message: "There is no such file. Check --config and TASKFLOW_HOOKS_CONFIG." },
    ]);
  }
  const content = path.endsWith(".json") ? await readJson(path, found) : await importModule(path, found);
  if (!isObject(content)) {
    throw new ConfigError(found, [{ path: "", message: "The settings must be an object: { server: { … }, … }." }]);
  }
  return { name: found, content };
}

async function readJson(path: string, name: string): Promise<unknown> {
  const text = await readFile(path, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError(name, [
      { path: "", message: "This is not valid JSON. Comments and trailing commas are for .ts and .js files." },
    ]);
  }
}

async function importModule(path: string, name: string): Promise<unknown> {
  provideDefineConfig();
  let module: Record<string, unknown>;
  try {
    module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (fault) {
    throw new ConfigError(name, [{ path: "", message: `The file cannot be loaded: ${reasonOf(fault)}` }]);
  }
  if (module.default !== undefined) return module.default;
  throw new ConfigError(name, [
    { path: "", message: "The file has no default export. Write: export default defineConfig({ … })" },
  ]);
}

/** A fault of syntax knows its place. */
function reasonOf(fault: unknown): string {
  const { message, position } = fault as { message?: unknown; position?: { line: number; column: number } | null };
  const place = position ? ` (line ${position.line}, column ${position.column})` : "";
  return `${message ?? fault}${place}`;
}

let provided = false;

/** `import { defineConfig } from "taskflow-hooks"` works beside the executable, where no such package is installed. */
function provideDefineConfig(): void {
  if (provided) return;
  provided = true;
  Bun.plugin({
    name: "taskflow-hooks",
    setup(build) {
      build.module("taskflow-hooks", () => ({ exports: { defineConfig }, loader: "object" }));
    },
  });
}
