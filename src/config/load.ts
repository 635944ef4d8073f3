import { LOOPBACK } from "../core/address.ts";
import { shapeFaults } from "./check.ts";
import { ConfigError } from "./config-error.ts";
import { defaults, overlay } from "./defaults.ts";
import { fromEnvironment, withKeys } from "./environment.ts";
import { readConfigFile } from "./file.ts";
import { readSettings } from "./read-settings.ts";
import type { Config } from "./schema.ts";
import type { Settings } from "./settings.ts";

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
export async function loadSettings({ flags, environment, workingDirectory }: LoadOptions): Promise<Settings> {
  const file = await readConfigFile(flags.config ?? (environment.TASKFLOW_HOOKS_CONFIG || undefined), workingDirectory);
  const layers = [file.content, fromEnvironment(environment), fromFlags(flags)];
  const merged = withKeys(
    layers.reduce((below, over) => overlay(below, over), defaults() as unknown),
    environment,
  );
  const faults = shapeFaults(merged);
  if (faults.length > 0) throw new ConfigError(file.name, faults);
  const settings = readSettings(merged as Config, workingDirectory, flags.dev === true);
  if (Array.isArray(settings)) throw new ConfigError(file.name, settings);
  return flags.dev === true ? forDevelopment(settings as Settings) : (settings as Settings);
}

function fromFlags({ host, port, data }: Flags): unknown {
  return {
    ...((host !== undefined || port !== undefined) && {
      server: { ...(host !== undefined && { host }), ...(port !== undefined && { port }) },
    }),
    ...(data !== undefined && { storage: { path: data } }),
  };
}

/** Adds to what the network may be used for. */
function forDevelopment(settings: Settings): Settings {
  const { network } = settings;
  return { ...settings, network: { ...network, allowHttp: true, allow: [...network.allow, ...LOOPBACK] } };
}
