import { notFound, Refusal } from "../core/errors.ts";
import type { Account } from "../store/accounts.ts";
import type { Context } from "./context.ts";

/** @throws Refusal `already_exists`, `account_limit_reached` */
export async function createAccount(
  context: Context,
  input: { readonly id?: string | undefined; readonly name?: string | null | undefined },
): Promise<Account> {
  const { store, limits } = context;
  const id = input.id ?? context.ids.next("acc");
  const account = { id, name: input.name ?? null, managedBy: "api", createdAt: context.now() } as const;
  const created = await store.accounts.createWithin(limits.accounts, account);
  if (created === "limit") {
    throw new Refusal(
      "account_limit_reached",
      `There are ${limits.accounts} accounts, which is the limit (limits.accounts). Delete those that are not used, or raise it.`,
    );
  }
  if (created === "taken") {
    const message = "An account has this id already. Choose another, or leave it out and one is made.";
    throw new Refusal("already_exists", message, [{ path: "/id", message }]);
  }
  return created;
}

/** @throws Refusal `managed_by_config`, `not_found` */
export async function renameAccount(context: Context, account: Account, name: string | null): Promise<Account> {
  if (account.managedBy === "config") throw accountOfConfig();
  if (!(await context.store.accounts.rename(account.row, name))) throw notFound("account");
  return { ...account, name };
}

/** Ends an account with its keys, webhooks and deliveries. @throws Refusal `managed_by_config`, `not_found` */
export async function removeAccount(context: Context, account: Account): Promise<void> {
  if (account.managedBy === "config") throw accountOfConfig();
  const webhooks = await context.store.webhooks.ofAccount(account.row);
  if (!(await context.store.accounts.remove(account.row, context.now()))) throw notFound("account");
  await Promise.all(webhooks.map((webhook) => context.dispatch.stop(webhook.row)));
}

function accountOfConfig(): Refusal {
  return new Refusal("managed_by_config", "The configuration file has this account: change it there and restart.");
}
