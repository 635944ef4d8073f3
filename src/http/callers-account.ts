import type { Caller, Context } from "../actions/context.ts";
import { notFound, Refusal } from "../core/errors.ts";
import type { Account } from "../store/accounts.ts";

/**
 * The account that something is made for: an account key's own, or the one that the operator names.
 *
 * @throws Refusal `forbidden`, `validation_failed`, `not_found`
 */
export async function accountToActFor(
  context: Context,
  caller: Caller,
  accountId: string | undefined,
): Promise<Account> {
  if (caller.kind === "account") return ownAccount(caller.account, accountId);
  if (accountId === undefined) {
    const fault = { path: "/account_id", message: "This field is required with an operator key." };
    throw new Refusal("validation_failed", "An operator key sees all accounts: name the one that is meant.", [fault]);
  }
  return namedAccount(context, accountId);
}

/** The account whose rows are listed; `null` is all of them. @throws Refusal `forbidden`, `not_found` */
export async function accountToList(
  context: Context,
  caller: Caller,
  accountId: string | undefined,
): Promise<number | null> {
  if (caller.kind === "account") return ownAccount(caller.account, accountId).row;
  return accountId === undefined ? null : (await namedAccount(context, accountId)).row;
}

/** What a caller can see: one account's rows, or with `null` anybody's. */
export function visibleTo(caller: Caller): number | null {
  return caller.kind === "account" ? caller.account.row : null;
}

function ownAccount(own: Account, accountId: string | undefined): Account {
  if (accountId === undefined || accountId === own.id) return own;
  throw new Refusal(
    "forbidden",
    "An account key acts for its own account alone. Leave account_id out, or use an operator key.",
  );
}

async function namedAccount(context: Context, accountId: string): Promise<Account> {
  const account = await context.store.accounts.find(accountId);
  if (!account) throw notFound("account");
  return account;
}
