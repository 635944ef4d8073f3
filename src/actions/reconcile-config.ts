import { checkForConflicts } from "./config-conflict.ts";
import type { Configured } from "./configured.ts";
import type { Context } from "./context.ts";
import { reconcileAccounts } from "./reconcile-accounts.ts";
import { reconcileWebhooks } from "./reconcile-webhooks.ts";

/**
 * Makes, changes and removes what the configuration manages, so that the store holds what it says. Accounts that are gone
 * from it keep their data; their keys stop.
 *
 * @throws ConfigConflict
 */
export async function reconcileConfig(context: Context, configured: Configured): Promise<void> {
  await checkForConflicts(context, configured);
  await reconcileAccounts(context, configured.accounts, configured.operatorKeys);
  await reconcileWebhooks(context, configured.webhooks);
}
