import { Type } from "@sinclair/typebox";
import { createAccount, removeAccount, renameAccount } from "../actions/accounts.ts";
import type { Context } from "../actions/context.ts";
import { notFound } from "../core/errors.ts";
import type { Account } from "../store/accounts.ts";
import { listReply, pageRequest } from "./cursor.ts";
import { json, NO_CONTENT } from "./reply.ts";
import { type AnyRoute, defineRoute } from "./route.ts";
import { AccountChange, AccountInput, AccountView, accountView } from "./schemas/account.ts";
import { closed, listOf, page } from "./schemas/parts.ts";

const tag = "Accounts";

/** Accounts, for the operator. */
export function accountRoutes(context: Context): AnyRoute[] {
  return [...collection(context), ...single(context)];
}

/** @throws Refusal `not_found` */
export async function requireAccount({ store }: Context, id: string | undefined): Promise<Account> {
  const account = await store.accounts.find(id ?? "");
  if (!account) throw notFound("account");
  return account;
}

function collection(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: "POST",
      path: "/v2/accounts",
      operationId: "createAccount",
      tag,
      summary: "Make an account",
      access: "operator",
      body: AccountInput,
      bodyOptional: true,
      bodyExample: { name: "Acme" },
      answers: {
        201: { description: "It is made.", schema: AccountView, headers: { Location: "The account's path." } },
      },
      problems: ["already_exists", "account_limit_reached"],
      async handle({ body }) {
        const account = await createAccount(context, body);
        return json(201, accountView(account), { location: `/v2/accounts/${account.id}` });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/v2/accounts",
      operationId: "listAccounts",
      tag,
      summary: "List accounts",
      access: "operator",
      query: Type.Object(page, closed),
      answers: { 200: { description: "A page of accounts.", schema: listOf(AccountView, "Accounts.") } },
      problems: ["invalid_cursor"],
      async handle({ query }) {
        const found = await context.store.accounts.list(pageRequest("accounts", query));
        return listReply("accounts", found, accountView);
      },
    }),
  ];
}

function single(context: Context): AnyRoute[] {
  const path = "/v2/accounts/:id";
  return [
    defineRoute({
      method: "GET",
      path,
      operationId: "getAccount",
      tag,
      summary: "Get an account",
      access: "operator",
      answers: { 200: { description: "The account.", schema: AccountView } },
      handle: async ({ params }) => json(200, accountView(await requireAccount(context, params.id))),
    }),
    defineRoute({
      method: "PATCH",
      path,
      operationId: "updateAccount",
      tag,
      summary: "Rename an account",
      access: "operator",
      body: AccountChange,
      bodyExample: { name: "Acme Ltd" },
      answers: { 200: { description: "The account as it is now.", schema: AccountView } },
      problems: ["managed_by_config"],
      async handle({ params, body }) {
        const account = await requireAccount(context, params.id);
        return json(200, accountView(await renameAccount(context, account, body.name)));
      },
    }),
    defineRoute({
      method: "DELETE",
      path,
      operationId: "deleteAccount",
      tag,
      summary: "Delete an account",
      description: "With its keys, webhooks, deliveries and events.",
      access: "operator",
      answers: { 204: { description: "It is gone." } },
      problems: ["managed_by_config"],
      async handle({ params }) {
        await removeAccount(context, await requireAccount(context, params.id));
        return NO_CONTENT;
      },
    }),
  ];
}
