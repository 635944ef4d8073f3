import { Type } from "@sinclair/typebox";
import type { Context } from "../actions/context.ts";
import { createKey, removeKey } from "../actions/keys.ts";
import { parseTime } from "../core/time.ts";
import { requireAccount } from "./accounts.ts";
import { listReply, pageRequest } from "./cursor.ts";
import { json, NO_CONTENT } from "./reply.ts";
import { type AnyRoute, defineRoute } from "./route.ts";
import { KeyInput, KeyView, keyView, NewKeyView } from "./schemas/account.ts";
import { closed, listOf, page } from "./schemas/parts.ts";

const tag = "API keys";
const path = "/v2/accounts/:id/keys";

/** The API keys of accounts, for the operator. */
export function keyRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: "POST",
      path,
      operationId: "createKey",
      tag,
      summary: "Make an API key",
      access: "operator",
      body: KeyInput,
      bodyOptional: true,
      bodyExample: { name: "production" },
      answers: { 201: { description: "The key is in this answer only.", schema: NewKeyView } },
      problems: ["key_limit_reached"],
      async handle({ params, body }) {
        const account = await requireAccount(context, params.id);
        const expiresAt = typeof body.expires_at === "string" ? parseTime(body.expires_at) : null;
        const { record, key } = await createKey(context, account, { name: body.name, expiresAt });
        return json(201, { ...keyView(record), key });
      },
    }),
    defineRoute({
      method: "GET",
      path,
      operationId: "listKeys",
      tag,
      summary: "List an account's API keys",
      access: "operator",
      query: Type.Object(page, closed),
      answers: { 200: { description: "A page of keys.", schema: listOf(KeyView, "API keys.") } },
      problems: ["invalid_cursor"],
      async handle({ params, query }) {
        const account = await requireAccount(context, params.id);
        const list = `keys of ${account.id}` as const;
        return listReply(list, await context.store.keys.list(account.row, pageRequest(list, query)), keyView);
      },
    }),
    defineRoute({
      method: "DELETE",
      path: `${path}/:key_id`,
      operationId: "deleteKey",
      tag,
      summary: "Revoke an API key",
      access: "operator",
      answers: { 204: { description: "It stops at once." } },
      problems: ["managed_by_config"],
      async handle({ params }) {
        await removeKey(context, await requireAccount(context, params.id), params.key_id ?? "");
        return NO_CONTENT;
      },
    }),
  ];
}
