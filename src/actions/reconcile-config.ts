import type { Context } from "./context.ts";
import { type ConfiguredAccount, reconcileAccounts } from "./reconcile-accounts.ts";
import { type ConfiguredWebhook, reconcileWebhooks } from "./reconcile-webhooks.ts";

/** What the configuration says that there is. */
export interface Configured {
  readonly accounts: readonly ConfiguredAccount[];
  readonly operatorKeys: readonly string[];
  readonly webhooks: readonly ConfiguredWebhook[];
}

/**
 * Makes, changes and removes what the configuration manages, so that the store holds what it says. Accounts that are gone
 * from it keep their data; their keys stop.
 */
export async function reconcileConfig(context: Context, configured: Configured): Promise<void> {
  await reconcileAccounts(context, configured.accounts, configured.operatorKeys);
  await reconcileWebhooks(context, configured.webhooks);
}
