import type { Config } from "./schema.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The account of the key in the environment. */
const DEFAULT_ACCOUNT = "acc_default";

/** What the environment says of the settings. An empty variable says nothing. */
export function fromEnvironment(environment: Environment): unknown {
  const said = (name: string) => environment[`TASKFLOW_HOOKS_${name}`] || undefined;
  const port = said("PORT");
  return compact({
    server: compact({ host: said("HOST"), port: port === undefined ? undefined : wholeNumber(port) }),
    storage: compact({ path: said("DATA_DIR") }),
    log: compact({ level: said("LOG_LEVEL"), format: said("LOG_FORMAT") }),
  });
}

/** Adds the keys of the environment to those of the file. */
export function withKeys(config: unknown, environment: Environment): unknown {
  const { TASKFLOW_HOOKS_API_KEY: apiKey, TASKFLOW_HOOKS_OPERATOR_KEY: operatorKey } = environment;
  // It was not checked yet: what is of another shape is left as it is, to be refused.
  const { accounts, operatorKeys } = config as Partial<Config>;
  if (!Array.isArray(accounts) || !Array.isArray(operatorKeys)) return config;
  return {
    ...(config as Config),
    accounts: apiKey ? withDefaultAccount(accounts, apiKey) : accounts,
    operatorKeys: operatorKey ? [...operatorKeys, operatorKey] : operatorKeys,
  };
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

/** Without what was not said; `undefined` when that is all. */
function compact(values: Record<string, unknown>): Record<string, unknown> | undefined {
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}
