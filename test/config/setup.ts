import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ConfigError } from "../../src/config/config-error.ts";
import { type LoadOptions, loadConfiguration, loadSettings } from "../../src/config/load.ts";

type Situation = Partial<Omit<LoadOptions, "workingDirectory">>;

/** A working directory with these files in it, which goes away: `using folder = workingDirectory({ "a.json": "{}" })`. */
export function workingDirectory(files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "taskflow-hooks-config-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const load = ({ flags = {}, environment = {} }: Situation = {}) =>
    loadSettings({ flags, environment, workingDirectory: folder });

  return {
    folder,
    load,
    /** The settings in force by their path, with where each is from. */
    async inForce({ flags = {}, environment = {} }: Situation = {}) {
      const { inForce } = await loadConfiguration({ flags, environment, workingDirectory: folder });
      return Object.fromEntries(inForce.map(({ path, ...setting }) => [path, setting]));
    },
    /** What is said when it cannot be loaded. */
    async refusal(situation?: Situation): Promise<ConfigError> {
      const outcome = await load(situation).catch((fault: unknown) => fault);
      if (outcome instanceof ConfigError) return outcome;
      throw new Error("The configuration was taken.", { cause: outcome });
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A working directory whose file says this. */
export function configured(config: unknown) {
  return workingDirectory({ "taskflow-hooks.config.json": JSON.stringify(config) });
}

/** The fields that are at fault, each with its message. */
export async function faultsOf(config: unknown, situation?: Situation): Promise<Record<string, string>> {
  using folder = configured(config);
  const { faults } = await folder.refusal(situation);
  return Object.fromEntries(faults.map(({ path, message }) => [path, message]));
}
