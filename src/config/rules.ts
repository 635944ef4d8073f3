import type { FieldFault } from "../core/errors.ts";
import type { EventTypeCatalogue } from "../core/event-types.ts";
import { isOwnId } from "../core/ids.ts";
import { isSecret, SECRET_HINT } from "../core/signature.ts";
import { closest } from "../core/suggest.ts";
import { type TargetRules, targetUrlFault } from "../core/target-url.ts";
import type { Config } from "./schema.ts";

/** Accounts have ids of the right form, each once. */
export function accountFaults({ accounts }: Config): FieldFault[] {
  return accounts.flatMap(({ id }, index) => idFaults("acc", id, accounts.slice(0, index), `accounts[${index}].id`));
}

/** Keys can be sent in a header, and none is there twice. */
export function keyFaults({ accounts, operatorKeys }: Config): FieldFault[] {
  const seen = new Set<string>();
  const all = [
    ...accounts.flatMap(({ apiKeys = [] }, a) =>
      apiKeys.map((key, k) => ({ key, path: `accounts[${a}].apiKeys[${k}]` })),
    ),
    ...operatorKeys.map((key, k) => ({ key, path: `operatorKeys[${k}]` })),
  ];
  return all.flatMap(({ key, path }) => {
    if (!/^[!-~]+$/.test(key)) return [{ path, message: "must be printable ASCII without spaces." }];
    if (seen.has(key))
      return [{ path, message: "is the same key as another: give each account, and the operator, keys of its own." }];
    seen.add(key);
    return [];
  });
}

/** Webhooks are such as the API would take, within the limit of each account. */
export function webhookFaults(config: Config, catalogue: EventTypeCatalogue, rules: TargetRules): FieldFault[] {
  const { accounts, webhooks, limits } = config;
  const perAccount = new Map<string, number>();
  return webhooks.flatMap((webhook, index) => {
    const path = `webhooks[${index}]`;
    const faults = idFaults("wh", webhook.id, webhooks.slice(0, index), `${path}.id`);
    const count = (perAccount.get(webhook.account) ?? 0) + 1;
    perAccount.set(webhook.account, count);
    if (!accounts.some(({ id }) => id === webhook.account)) {
      faults.push({ path: `${path}.account`, message: "names no account of `accounts`." });
    } else if (count === limits.webhooksPerAccount + 1) {
      faults.push({
        path: `${path}.account`,
        message: `has more than ${limits.webhooksPerAccount} webhooks, the limit (limits.webhooksPerAccount).`,
      });
    }
    const url = targetUrlFault(webhook.url, rules);
    if (url) faults.push({ path: `${path}.url`, message: url.faults[0]?.message ?? url.message });
    else if (webhook.clientCertificate && new URL(webhook.url).protocol !== "https:")
      faults.push({ path: `${path}.clientCertificate`, message: "is shown over https alone, and the URL is http." });
    if (!isSecret(webhook.secret)) faults.push({ path: `${path}.secret`, message: `must be ${SECRET_HINT}.` });
    return [...faults, ...eventFaults(webhook.events, catalogue, path)];
  });
}

function idFaults(
  prefix: "acc" | "wh",
  id: string,
  before: readonly { readonly id: string }[],
  path: string,
): FieldFault[] {
  if (!isOwnId(prefix, id))
    return [{ path, message: `must be "${prefix}_" and then letters, digits, - or _, up to 64 characters.` }];
  return before.some((other) => other.id === id) ? [{ path, message: "is there twice: ids are unique." }] : [];
}

function eventFaults(events: readonly string[], catalogue: EventTypeCatalogue, path: string): FieldFault[] {
  const known = catalogue.all.map(({ type }) => type);
  return events.flatMap((pattern, index) => {
    if (catalogue.knowsPattern(pattern)) return [];
    const suggestion = closest(pattern, known);
    const hint = suggestion === undefined ? `Known are: ${known.join(", ")}.` : `Did you mean "${suggestion}"?`;
    return [{ path: `${path}.events[${index}]`, message: `is no known event type. ${hint}` }];
  });
}
