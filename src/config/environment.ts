import type { Config } from "./schema.ts";
import { inSections, type Place, pathOf } from "./sections.ts";

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

/** All variables that stand for a setting or a key. */
export const VARIABLES = [...Object.keys(SETTINGS).map((name) => PREFIX + name), API_KEY, OPERATOR_KEY];

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

/** The variable that a setting has its value from, if it has it from one. `path` is as in `delivery.retries[2]`. */
export function variableOf(path: string, config: unknown, environment: Environment): string | undefined {
  for (const [name, setting] of Object.entries(SETTINGS)) {
    if (pathOf(setting) === path) return environment[PREFIX + name] ? PREFIX + name : undefined;
  }
  const { accounts, operatorKeys } = config as Partial<Config>;
  if (environment[OPERATOR_KEY] && path === `operatorKeys[${(operatorKeys?.length ?? 0) - 1}]`) return OPERATOR_KEY;
  const account = Array.isArray(accounts) ? accounts.findIndex((one) => one?.id === DEFAULT_ACCOUNT) : -1;
  const last = (accounts?.[account]?.apiKeys?.length ?? 0) - 1;
  return environment[API_KEY] && path === `accounts[${account}].apiKeys[${last}]` ? API_KEY : undefined;
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
