import { LOOPBACK } from "../core/address.ts";
import type { FieldFault } from "../core/errors.ts";
import { shapeFaults } from "./check.ts";
import { ConfigError } from "./config-error.ts";
import { defaults, overlay } from "./defaults.ts";
import { fromEnvironment, VARIABLES, variableOf, withKeys } from "./environment.ts";
import { readConfigFile } from "./file.ts";
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

/**
 * The settings in force: flag over environment over file over default.
 *
 * @throws ConfigError with every fault
 */
export async function loadSettings({ flags, workingDirectory, ...options }: LoadOptions): Promise<Settings> {
  const environment = withFiles(options.environment, VARIABLES, workingDirectory);
  const file = await readConfigFile(flags.config ?? (environment.TASKFLOW_HOOKS_CONFIG || undefined), workingDirectory);
  const layers = [file.content, fromEnvironment(environment), inSections(flagged(flags))];
  const merged = withKeys(
    layers.reduce((below, over) => overlay(below, over), defaults() as unknown),
    environment,
  );
  const refusal = (faults: readonly FieldFault[]) =>
    new ConfigError(
      file.name,
      faults.map((fault) => {
        const variable = isFlagged(fault.path, flags) ? undefined : variableOf(fault.path, merged, environment);
        return withOrigin(fault, variable);
      }),
    );
  const faults = shapeFaults(merged);
  if (faults.length > 0) throw refusal(faults);
  const settings = readSettings(merged as Config, workingDirectory, flags.dev === true);
  if (Array.isArray(settings)) throw refusal(settings);
  return flags.dev === true ? forDevelopment(settings as Settings) : (settings as Settings);
}

/** Who set a variable looks for the fault there, and not in a file. */
function withOrigin({ path, message }: FieldFault, variable: string | undefined): FieldFault {
  return { path, message: variable === undefined ? message : `(from ${variable}) ${message}` };
}

/** The settings that flags stand for. */
function flagged({ host, port, data }: Flags): [Place, unknown][] {
  return [
    [["server", "host"], host],
    [["server", "port"], port],
    [["storage", "path"], data],
  ];
}

function isFlagged(path: string, flags: Flags): boolean {
  return flagged(flags).some(([place, value]) => pathOf(place) === path && value !== undefined);
}

/** Adds to what the network may be used for. */
function forDevelopment(settings: Settings): Settings {
  const { network } = settings;
  return { ...settings, network: { ...network, allowHttp: true, allow: [...network.allow, ...LOOPBACK] } };
}
