import type { Settings } from "../config/settings.ts";
import type { Logger } from "./logger.ts";

/** Keys of fewer characters can be tried out. */
const LONG_ENOUGH = 16;

export function warnOfShortKeys(
  { accounts, operatorKeys }: Pick<Settings, "accounts" | "operatorKeys">,
  log: Pick<Logger, "warn">,
): void {
  const keys = [...accounts.flatMap(({ apiKeys }) => apiKeys), ...operatorKeys];
  const short = keys.filter(({ length }) => length < LONG_ENOUGH).length;
  if (short > 0) log.warn({ short_keys: short }, "API keys can be guessed: make them of 32 random bytes");
}
