import { LOOPBACK } from "../core/address.ts";
import type { FieldFault } from "../core/errors.ts";
import { shapeFaults } from "./check.ts";
import { ConfigError } from "./config-error.ts";
import { defaults, overlay } from "./defaults.ts";
import { fromEnvironment, settingFromVariable, VARIABLES, variableOf, withKeys } from "./environment.ts";
import { readConfigFile } from "./file.ts";
import { type SettingInForce, settingsInForce, valueAt } from "./in-force.ts";
import { readSettings } from "./read-settings.ts";
import type { Config } from "./schema.ts";
import { inSections, type Place, pathOf } from "./sections.ts";
import type { Settings } from "./settings.ts";
import { withFiles } from "./variable-files.ts";

/** What the command line says. */
export interface Flags {
  readonly config?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly data?: string | undefined;
  /** Allows http and loopback endpoints. */
  readonly dev?: boolean | undefined;
}
export interface LoadOptions {
  readonly flags: Flags;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
}

/** What there is to know of a configuration. */
export interface Configuration {
  readonly settings: Settings;
  readonly inForce: readonly SettingInForce[];
}

/** The settings alone. @throws ConfigError with every fault */
export async function loadSettings(options: LoadOptions): Promise<Settings> {
  return (await loadConfiguration(options)).settings;
}

/**
 * The settings in force: flag over environment over file over default.
 *
 * @throws ConfigError with every fault
 */
export async function loadConfiguration({ flags, workingDirectory, ...options }: LoadOptions): Promise<Configuration> {
  const environment = withFiles(options.environment, VARIABLES, workingDirectory);
  const file = await readConfigFile(flags.config ?? (environment.TASKFLOW_HOOKS_CONFIG || undefined), workingDirectory);
  const layers = [file.content, fromEnvironment(environment), fromFlags(flags)];
  const merged = withKeys(
    layers.reduce((below, over) => overlay(below, over), defaults() as unknown),
    environment,
  );
  const refusal = (faults: readonly FieldFault[]) =>
    new ConfigError(
      file.name,
      faults.map((fault) => {
        const setting = settingFromVariable(fault.path, merged);
        const isFromVariable = setting !== undefined && flagOf(setting, flags) === undefined;
        return withOrigin(fault, isFromVariable ? variableOf(setting, environment) : undefined);
      }),
    );
  const faults = shapeFaults(merged);
  if (faults.length > 0) throw refusal(faults);
  const config = flags.dev === true ? forDevelopment(merged as Config) : (merged as Config);
  const settings = readSettings(config, workingDirectory);
  if (Array.isArray(settings)) throw refusal(settings);
  const inForce = settingsInForce(config, [
    { origin: "file", sourceOf: (path) => (valueAt(file.content, path) === undefined ? undefined : file.name) },
    { origin: "environment", sourceOf: (path) => variableOf(path, environment) },
    { origin: "flag", sourceOf: (path) => flagOf(path, flags) },
    { origin: "dev", sourceOf: (path) => (flags.dev === true && OPENED.includes(path) ? "--dev" : undefined) },
  ]);
  return { settings: settings as Settings, inForce };
}

/** Who set a variable looks for the fault there, and not in a file. */
function withOrigin({ path, message }: FieldFault, variable: string | undefined): FieldFault {
  return { path, message: variable === undefined ? message : `(from ${variable}) ${message}` };
}

/** The settings that flags stand for. */
const FLAGS = {
  host: ["server", "host"],
  port: ["server", "port"],
  data: ["storage", "path"],
} as const satisfies Partial<Record<keyof Flags, Place>>;
const FLAG_NAMES = Object.keys(FLAGS) as (keyof typeof FLAGS)[];

function fromFlags(flags: Flags): unknown {
  return inSections(FLAG_NAMES.map((name) => [FLAGS[name], flags[name]]));
}

/** The flag that a setting has its value from. */
function flagOf(path: string, flags: Flags): string | undefined {
  const flag = FLAG_NAMES.find((name) => pathOf(FLAGS[name]) === path && flags[name] !== undefined);
  return flag && `--${flag}`;
}

const OPENED = ["network.allowHttp", "network.allow"];

/** Adds to what the network may be used for. */
function forDevelopment(config: Config): Config {
  const allow = [...config.network.allow, ...LOOPBACK.map(({ text }) => text)];
  return { ...config, network: { ...config.network, allowHttp: true, allow } };
}
