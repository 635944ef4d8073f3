import type { Config } from "./schema.ts";
import { inSections, type Place, pathOf } from "./sections.ts";
import { nameGiven } from "./variable-files.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "TASKFLOW_HOOKS_";
/** The setting that each variable stands for. */
const SETTINGS = {
  HOST: ["server", "host"],
  PORT: ["server", "port"],
  DATA_DIR: ["storage", "path"],
  ENCRYPTION_KEY: ["storage", "encryptionKey"],
  LOG_LEVEL: ["log", "level"],
  LOG_FORMAT: ["log", "format"],
} as const satisfies Record<string, Place>;
const API_KEY = `${PREFIX}API_KEY`;
const OPERATOR_KEY = `${PREFIX}OPERATOR_KEY`;

const VARIABLES_BY_SETTING: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(SETTINGS).map(([name, place]) => [pathOf(place), PREFIX + name])),
  accounts: API_KEY,
  operatorKeys: OPERATOR_KEY,
};

/** All variables that stand for a setting or a key. */
export const VARIABLES = Object.values(VARIABLES_BY_SETTING);

/** The account of the key in the environment. */
const DEFAULT_ACCOUNT = "acc_default";

/** What the environment says of the settings. An empty variable says nothing. */
export function fromEnvironment(environment: Environment): unknown {
  const said = (name: string) => {
    const text = environment[PREFIX + name] || undefined;
    return name === "PORT" && text !== undefined ? wholeNumber(text) : text;
  };
  return inSections(Object.entries(SETTINGS).map(([name, place]) => [place, said(name)]));
}

/** Adds the keys of the environment to those of the file. */
export function withKeys(config: unknown, environment: Environment): unknown {
  const { [API_KEY]: apiKey, [OPERATOR_KEY]: operatorKey } = environment;
  // It was not checked yet: what is of another shape is left as it is, to be refused.
  const { accounts, operatorKeys } = config as Partial<Config>;
  if (!Array.isArray(accounts) || !Array.isArray(operatorKeys)) return config;
  return {
    ...(config as Config),
    accounts: apiKey ? withDefaultAccount(accounts, apiKey) : accounts,
    operatorKeys: operatorKey ? [...operatorKeys, operatorKey] : operatorKeys,
  };
}

/** The variable that says something of a setting, as it was given; of the keys it adds one. `path` is as in `delivery.timeout`. */
export function variableOf(path: string, environment: Environment): string | undefined {
  const name = VARIABLES_BY_SETTING[path];
  return name !== undefined && environment[name] ? nameGiven(environment, name) : undefined;
}

/** The setting that an item of the settings is in, if its value came from a variable. `path` is as in `delivery.retries[2]`. */
export function settingFromVariable(path: string, config: unknown): string | undefined {
  if (!path.includes("[")) return path;
  const { accounts, operatorKeys } = config as Partial<Config>;
  if (path === `operatorKeys[${(operatorKeys?.length ?? 0) - 1}]`) return "operatorKeys";
  const account = Array.isArray(accounts) ? accounts.findIndex((one) => one?.id === DEFAULT_ACCOUNT) : -1;
  const last = (accounts?.[account]?.apiKeys?.length ?? 0) - 1;
  return path === `accounts[${account}].apiKeys[${last}]` ? "accounts" : undefined;
}

function withDefaultAccount(accounts: Config["accounts"], apiKey: string): Config["accounts"] {
  const known = accounts.find((account) => account?.id === DEFAULT_ACCOUNT);
  if (known && !Array.isArray(known.apiKeys ?? [])) return accounts;
  if (!known) return [...accounts, { id: DEFAULT_ACCOUNT, name: "Default", apiKeys: [apiKey] }];
  const extended = { ...known, apiKeys: [...(known.apiKeys ?? []), apiKey] };
  return accounts.map((account) => (account === known ? extended : account));
}

/** Text that is no number stays text, and the schema says what is wrong. */
function wholeNumber(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}
