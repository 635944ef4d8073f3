import { Refusal } from "../core/errors.ts";
import type { Page, PageRequest } from "../store/page.ts";
import { json, type Reply } from "./reply.ts";

/** Each list has cursors of its own: one of another list, or of another owner's, is refused. */
export type ListName =
  | "accounts"
  | "webhooks"
  | "figures of webhooks"
  | "events"
  | "deliveries"
  | `keys of ${string}`
  | `deliveries of ${string}`;

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/** @throws Refusal `invalid_cursor` */
export function pageRequest(list: ListName, { limit, cursor }: PageQuery): PageRequest {
  if (cursor === undefined) return { limit };
  const [, row] = Buffer.from(cursor, "base64url").toString("latin1").split(":");
  const before = Number(row);
  if (!Number.isSafeInteger(before) || before < 1 || cursorOf(list, before) !== cursor) {
    throw new Refusal(
      "invalid_cursor",
      "The cursor is not one that this list gave. Use next_cursor as it is, or leave it out to begin again.",
    );
  }
  return { limit, before };
}

export function listReply<Row>(list: ListName, { rows, next }: Page<Row>, view: (row: Row) => unknown): Reply {
  return json(200, { data: rows.map(view), next_cursor: next === null ? null : cursorOf(list, next) });
}

function cursorOf(list: ListName, row: number): string {
  return Buffer.from(`${list}:${row}`, "latin1").toString("base64url");
}
